"""The contract every text encoder keeps."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

Vectors = NDArray[np.float32]


class Encoder(Protocol):
    """Turns text into unit vectors; query and passage side may use different prompts."""

    @property
    def name(self) -> str:
        """What a release must have been built with to be searched: model, adapter and their checksum."""
        ...

    @property
    def dimension(self) -> int:
        """Length of a vector."""
        ...

    def queries(self, texts: Sequence[str]) -> Vectors:
        """Encode questions; shape (n, dimension), rows of length 1."""
        ...

    def passages(self, texts: Sequence[str]) -> Vectors:
        """Encode passages or sentences; shape (n, dimension), rows of length 1."""
        ...
