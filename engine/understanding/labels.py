"""Probabilities of roles, phases and facets for every passage, and who said so."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Probabilities = NDArray[np.float32]


@dataclass(frozen=True)
class Labels:
    """Independent probabilities (a passage may serve two roles or none), in the order of the taxonomy.

    roles (n, R), phases (n, P), facets (n, F) in 0..1; `given` (n, 3) is True where a person gave the
    roles, phases or facets of that passage's document: then those are 0 or 1 and always win.
    """

    roles: Probabilities
    phases: Probabilities
    facets: Probabilities
    given: NDArray[np.bool_]


@dataclass(frozen=True)
class TypeLabel:
    """The content type of a document, with its probability; `given` when a person gave it."""

    id: str
    probability: float
    given: bool
