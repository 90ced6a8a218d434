"""What each sentence of a release is worth to each role: asked of the heads once a passage, kept with the release."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from engine.understanding.heads import Heads
from engine.understanding.labels import Probabilities


class SentenceRoles:
    """Probabilities of the roles for the sentences of passages that were shown; 4 bytes a sentence and role.

    For heads that label a text by that text alone: the same sentence always has the same labels, whatever else is on the
    page. Any number of threads may ask: two that miss the same passage work out the same numbers.
    """

    def __init__(self, sentences: NDArray[np.float16], starts: NDArray[np.int64]) -> None:
        self._sentences, self._starts = sentences, starts
        self._told: tuple[Heads | None, dict[int, Probabilities]] = (None, {})

    def of(self, row: int, heads: Heads) -> Probabilities:
        """(sentences of the passage in that row, roles); other heads than before are asked anew."""
        asked, known = self._told
        if asked is not heads:
            known = {}
            self._told = (heads, known)
        found = known.get(row)
        if found is None:
            vectors = self._sentences[self._starts[row] : self._starts[row + 1]].astype(np.float32)
            found = known[row] = heads.passages(vectors)[0].copy()  # not a view that would keep the other labels too
        return found
