"""The contract of whatever tells roles, phases and facets from a vector."""

from __future__ import annotations

from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from engine.understanding.labels import Probabilities


class Heads(Protocol):
    """Calibrated classifiers over the vectors of one encoder; columns follow the taxonomy's order."""

    def passages(self, vectors: NDArray[np.float32]) -> tuple[Probabilities, Probabilities, Probabilities]:
        """(roles (n, R), phases (n, P), facets (n, F)) of passages; each column a probability of its own."""
        ...

    def questions(self, vectors: NDArray[np.float32]) -> tuple[Probabilities, Probabilities, Probabilities]:
        """(roles (n, R), phases (n, P), facets (n, F)) of questions; roles and phases sum to 1 a row."""
        ...

    def types(self, vectors: NDArray[np.float32]) -> Probabilities:
        """(n, T) content types of documents, rows sum to 1; `vectors` are means over a document's passages."""
        ...
