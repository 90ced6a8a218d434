"""Whom each sentence of a release serves, and when: asked of the heads once a passage, kept with the release."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from engine.understanding.heads import Heads
from engine.understanding.labels import Probabilities


class SentenceLabels:
    """Probabilities of roles and phases for the sentences of passages that were shown; 4 bytes a sentence and label.

    For heads that label a text by that text alone: the same sentence always has the same labels, whatever else is on the
    page. Any number of threads may ask: two that miss the same passage work out the same numbers.
    """

    def __init__(self, sentences: NDArray[np.float16], starts: NDArray[np.int64]) -> None:
        self._sentences, self._starts = sentences, starts
        self._told: tuple[Heads | None, dict[int, tuple[Probabilities, Probabilities]]] = (None, {})

    def of(self, row: int, heads: Heads) -> tuple[Probabilities, Probabilities]:
        """(sentences of the passage in that row, roles) and (the same, phases); other heads than before are asked anew."""
        asked, known = self._told
        if asked is not heads:
            known = {}
            self._told = (heads, known)
        found = known.get(row)
        if found is None:
            vectors = self._sentences[self._starts[row] : self._starts[row + 1]].astype(np.float32)
            roles, phases, _ = heads.passages(vectors)
            found = known[row] = (roles.copy(), phases.copy())  # not views that would keep the other labels too
        return found
