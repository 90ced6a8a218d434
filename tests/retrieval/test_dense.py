"""Nearest vectors: filters come before the search, a graph above 30,000 rows finds what exact search finds."""

from __future__ import annotations

import numpy as np
import pytest
from numpy.typing import NDArray

from engine.retrieval.dense import EXACT_UP_TO, DenseIndex, build_graph

DIMENSION = 32


def _vectors(count: int, seed: int) -> NDArray[np.float32]:
    """Synthetic unit vectors in loose clusters, as real texts are."""
    centres = np.random.default_rng(0).standard_normal((200, DIMENSION))
    rng = np.random.default_rng(seed)
    rows = centres[rng.integers(0, 200, count)] + 0.6 * rng.standard_normal((count, DIMENSION))
    return np.asarray(rows / np.linalg.norm(rows, axis=1, keepdims=True), dtype=np.float32)


def _exact(vectors: NDArray[np.float32], query: NDArray[np.float32], k: int, allowed: NDArray[np.bool_]) -> set[int]:
    scores = np.where(allowed, vectors @ query, -np.inf)
    return set(np.argsort(-scores)[:k].tolist())


def test_small_libraries_are_searched_exactly() -> None:
    vectors, query = _vectors(500, 1), _vectors(1, 2)[0]
    assert build_graph(vectors) is None
    allowed = np.ones(500, dtype=bool)
    rows, scores = DenseIndex(vectors).search(query, 10, allowed)
    assert set(rows.tolist()) == _exact(vectors, query, 10, allowed)
    assert (np.diff(scores) <= 0).all()


@pytest.mark.parametrize("share", [0.5, 0.1, 0.01])
def test_only_allowed_rows_are_found_and_all_places_are_filled(share: float) -> None:
    vectors, query = _vectors(2000, 3), _vectors(1, 4)[0]
    allowed = np.random.default_rng(5).random(2000) < share
    rows, _ = DenseIndex(vectors).search(query, 15, allowed)
    assert len(rows) == min(15, allowed.sum())
    assert set(rows.tolist()) == _exact(vectors, query, 15, allowed)


def test_nothing_allowed_finds_nothing_and_more_than_there_is_finds_all() -> None:
    vectors, query = _vectors(20, 6), _vectors(1, 7)[0]
    assert len(DenseIndex(vectors).search(query, 5, np.zeros(20, dtype=bool))[0]) == 0
    assert len(DenseIndex(vectors).search(query, 50, np.ones(20, dtype=bool))[0]) == 20


@pytest.fixture(scope="module")
def large() -> tuple[NDArray[np.float32], DenseIndex]:
    vectors = _vectors(EXACT_UP_TO + 2000, 8)
    graph = build_graph(vectors)
    assert graph is not None
    return vectors, DenseIndex(vectors, graph)


@pytest.mark.parametrize(("share", "least"), [(1.0, 0.97), (0.3, 0.95), (0.05, 0.9), (0.01, 1.0)])
def test_the_graph_finds_what_exact_search_finds_under_filters(
    large: tuple[NDArray[np.float32], DenseIndex], share: float, least: float
) -> None:
    vectors, index = large
    rng = np.random.default_rng(9)
    allowed = rng.random(len(vectors)) < share
    recalls = []
    for query in _vectors(30, 10):
        rows, _ = index.search(query, 20, allowed)
        assert allowed[rows].all()
        recalls.append(len(_exact(vectors, query, 20, allowed) & set(rows.tolist())) / 20)
    assert np.mean(recalls) >= least
