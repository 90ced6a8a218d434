"""Whether a library speaks of a supplier's matters: only there a question may be off topic."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from engine.understanding.taught_answers import TaughtAnswers

_ENOUGH = 2000  # passages that stand for the library
_SURELY = 1.5  # mean logit: libraries of 51 industries -2.9 to -4.1, two of product documentation -1.9 and -2.3, XQuAD .2 to .4


class Subject:
    """Asked once of everything taught and kept with the release; any number of threads may ask."""

    def __init__(self, vectors: NDArray[np.float32], langs: NDArray[np.str_]) -> None:
        self._vectors, self._langs = vectors, langs
        self._told: tuple[TaughtAnswers | None, float] = (None, 0.0)

    def commercial(self, taught: TaughtAnswers) -> float:
        """How surely the passages are not of general knowledge, 0..1."""
        asked, share = self._told
        if asked is not taught:
            count = len(self._langs)
            rows = np.linspace(0, count - 1, min(count, _ENOUGH)).astype(np.int64)
            share = float(np.clip(-taught.generality(self._vectors[rows], self._langs[rows]) / _SURELY, 0.0, 1.0))
            self._told = (taught, share)
        return share
