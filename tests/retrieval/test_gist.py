"""Where a library tells what it is about: worked out by hand on a dozen passages."""

from __future__ import annotations

import numpy as np
import pytest

from engine.retrieval.gist import gist
from engine.retrieval.language_pull import language_means


def _unit(rows: list[list[float]]) -> np.ndarray:
    vectors = np.array(rows, dtype=np.float32)
    return vectors / np.linalg.norm(vectors, axis=1, keepdims=True)


SAME, FAR = [1.0, 0.1, 0.0], [0.0, 1.0, 0.3]


def _gist(vectors: np.ndarray, document_of: list[int], starters: list[float] | None = None, langs: list[str] | None = None) -> np.ndarray:
    names = np.array(langs or ["en"] * len(vectors))
    wanted = np.array(starters or [0.5] * len(vectors))
    return gist(vectors, names, np.array(document_of, dtype=np.int32), language_means(names.tolist(), vectors), wanted)


def test_what_most_passages_speak_of_comes_first() -> None:
    found = _gist(_unit([SAME, FAR, SAME, SAME]), [0, 1, 2, 3])
    assert found.argmin() == 1


def test_of_alike_passages_the_earlier_one_and_the_one_of_a_kind_to_begin_with() -> None:
    alike = _unit([SAME] * 4)
    assert _gist(alike, [0, 0, 0, 0]).tolist() == sorted(_gist(alike, [0, 0, 0, 0]), reverse=True)
    assert _gist(alike, [0, 1, 2, 3], [0.2, 0.7, 0.2, 0.2]).argmax() == 1


def test_a_passage_gains_by_the_document_it_stands_in() -> None:
    found = _gist(_unit([SAME, SAME, FAR, FAR, SAME, SAME]), [0, 0, 1, 1, 2, 2])
    assert found[0] > found[2]
    lone = _gist(_unit([SAME, SAME, SAME, FAR]), [0, 0, 1, 1])
    assert lone[0] > lone[2]


def test_each_language_is_measured_by_its_own() -> None:
    found = _gist(_unit([SAME, SAME, FAR, FAR, FAR, SAME]), [0, 1, 2, 3, 4, 5], langs=["en", "en", "en", "de", "de", "de"])
    assert found[:3].argmin() == 2
    assert found[3:].argmin() == 2
    for part in (found[:3], found[3:]):
        assert part.mean() == pytest.approx(0, abs=1e-5)
        assert part.std() == pytest.approx(1, abs=1e-3)


@pytest.mark.parametrize("count", [0, 1])
def test_next_to_nothing_is_no_error(count: int) -> None:
    found = _gist(_unit([SAME])[:count], [0][:count])
    assert found.tolist() == [0.0] * count
