"""What a sentence is worth to each role is asked once a passage and stays with the release."""

import numpy as np
from numpy.typing import NDArray

from engine.retrieval.sentence_roles import SentenceRoles
from engine.understanding.labels import Probabilities

SENTENCES = np.arange(12, dtype=np.float16).reshape(6, 2) / 16
STARTS = np.array([0, 2, 2, 6])


class CountingHeads:
    """A role is worth what the first number of the vector says, times its own factor."""

    def __init__(self, factor: float) -> None:
        self.factor, self.asked = factor, 0

    def passages(self, vectors: NDArray[np.float32]) -> tuple[Probabilities, Probabilities, Probabilities]:
        self.asked += 1
        roles = vectors[:, :1] * np.array([[1, self.factor]], dtype=np.float32)
        return roles, roles, roles

    questions = passages

    def types(self, vectors: NDArray[np.float32]) -> Probabilities:
        return vectors


def test_each_passage_is_asked_once() -> None:
    kept, heads = SentenceRoles(SENTENCES, STARTS), CountingHeads(3)
    for _ in range(3):
        assert (kept.of(2, heads) == SENTENCES[2:6, :1].astype(np.float32) * [1, 3]).all()
        assert (kept.of(0, heads) == SENTENCES[:2, :1].astype(np.float32) * [1, 3]).all()
    assert heads.asked == 2
    assert kept.of(1, heads).shape == (0, 2)


def test_other_heads_are_asked_anew() -> None:
    kept, one, other = SentenceRoles(SENTENCES, STARTS), CountingHeads(3), CountingHeads(5)
    before = kept.of(2, one)
    assert (kept.of(2, other)[:, 1] == before[:, 0] * 5).all()
    assert (kept.of(2, one) == before).all()
