"""Whom a sentence serves and when is asked once a passage and stays with the release."""

import numpy as np
from numpy.typing import NDArray

from engine.retrieval.sentence_labels import SentenceLabels
from engine.understanding.labels import Probabilities

SENTENCES: NDArray[np.float16] = (np.arange(12).reshape(6, 2) / 16).astype(np.float16)
STARTS = np.array([0, 2, 2, 6])


class CountingHeads:
    """A role is worth what the first number of the vector says, times its own factor."""

    def __init__(self, factor: float) -> None:
        self.factor, self.asked = factor, 0

    def passages(self, vectors: NDArray[np.float32]) -> tuple[Probabilities, Probabilities, Probabilities]:
        self.asked += 1
        roles = vectors[:, :1] * np.array([[1, self.factor]], dtype=np.float32)
        return roles, -roles, roles

    questions = passages

    def types(self, vectors: NDArray[np.float32]) -> Probabilities:
        return vectors


def test_each_passage_is_asked_once() -> None:
    kept, heads = SentenceLabels(SENTENCES, STARTS), CountingHeads(3)
    for _ in range(3):
        assert (kept.of(2, heads)[0] == SENTENCES[2:6, :1].astype(np.float32) * [1, 3]).all()
        assert (kept.of(0, heads)[0] == SENTENCES[:2, :1].astype(np.float32) * [1, 3]).all()
    assert heads.asked == 2
    assert [labels.shape for labels in kept.of(1, heads)] == [(0, 2), (0, 2)]


def test_other_heads_are_asked_anew() -> None:
    kept, one, other = SentenceLabels(SENTENCES, STARTS), CountingHeads(3), CountingHeads(5)
    before = kept.of(2, one)[0]
    assert (kept.of(2, other)[0][:, 1] == before[:, 0] * 5).all()
    assert (kept.of(2, one)[1] == -before).all()
