"""A question's labels are told once, and kept without its words."""

from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest
from numpy.typing import NDArray

from engine.understanding.latest import LatestQuestions, Told


class Teller:
    """Says something that depends on the vector alone, and counts."""

    def __init__(self) -> None:
        self.asked = 0

    def __call__(self, vector: NDArray[np.float32]) -> Told:
        self.asked += 1
        return vector * 2, vector * 3, vector * 4


def _vector(number: int) -> NDArray[np.float32]:
    return np.full((1, 4), number, dtype=np.float32)


def test_the_same_question_is_asked_once_and_another_one_anew() -> None:
    latest, tell = LatestQuestions(), Teller()
    first, again = latest.told(_vector(1), tell), latest.told(_vector(1).copy(), tell)
    assert tell.asked == 1
    assert all((a == b).all() for a, b in zip(first, again, strict=True))
    assert (latest.told(_vector(2), tell)[0] == 4).all()
    assert tell.asked == 2


def test_only_the_latest_are_kept() -> None:
    latest, tell = LatestQuestions(size=2), Teller()
    for number in (1, 2, 1, 3, 1):
        latest.told(_vector(number), tell)
    assert tell.asked == 3
    latest.told(_vector(2), tell)
    assert tell.asked == 4


def test_what_is_shared_cannot_be_changed() -> None:
    roles, _, _ = LatestQuestions().told(_vector(1), Teller())
    with pytest.raises(ValueError, match="read-only"):
        roles[0, 0] = 9


def test_threads_are_told_what_belongs_to_their_question() -> None:
    latest, tell = LatestQuestions(size=3), Teller()
    numbers = [i % 7 for i in range(700)]
    with ThreadPoolExecutor(8) as threads:
        told = list(threads.map(lambda n: float(latest.told(_vector(n), tell)[2][0, 0]), numbers))
    assert told == [4.0 * n for n in numbers]
