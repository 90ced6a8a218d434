"""Nearest passages by vector with FAISS: exact while that is fast, HNSW above."""

from __future__ import annotations

from typing import Any

import faiss as _faiss
import numpy as np
from numpy.typing import NDArray

faiss: Any = _faiss  # its own stubs leave out SearchParametersHNSW and the arguments of its Python wrappers

EXACT_UP_TO = 30_000
_HNSW_LINKS, _HNSW_BUILD, _HNSW_SEARCH = 32, 80, 256
_SCAN_BELOW, _SCAN_SHARE = 6_000, 1 / 40  # allowed rows that are sooner compared one by one


class DenseIndex:
    """Inner-product search over unit vectors, restricted to allowed rows before the search, not after.

    Args:
        vectors: shape (n, dimension), float32, rows of length 1.
        graph: a serialised HNSW graph from an earlier `to_bytes()`, if the release has one.
    """

    def __init__(self, vectors: NDArray[np.float32], graph: bytes | None = None) -> None:
        self.vectors = vectors
        self._graph: Any = faiss.deserialize_index(np.frombuffer(graph, dtype=np.uint8)) if graph else None
        self._exact = self._graph is None
        if self._exact:
            self._graph = faiss.IndexFlatIP(vectors.shape[1] if vectors.ndim == 2 else 1)
            self._graph.add(np.ascontiguousarray(vectors))

    def search(
        self, vector: NDArray[np.float32], k: int, allowed: NDArray[np.bool_]
    ) -> tuple[NDArray[np.int64], NDArray[np.float32]]:
        """The k allowed rows nearest to `vector` (dimension,), best first, with their cosines."""
        count = int(allowed.sum())
        k = min(k, count)
        if k == 0:
            return np.zeros(0, dtype=np.int64), np.zeros(0, dtype=np.float32)
        if not self._exact and count < max(_SCAN_BELOW, len(allowed) * _SCAN_SHARE):
            return self._scan(vector, k, allowed)
        selector = faiss.IDSelectorBitmap(np.packbits(allowed, bitorder="little"))
        if self._exact:
            params = faiss.SearchParameters(sel=selector)
        else:
            params = faiss.SearchParametersHNSW(sel=selector, efSearch=max(_HNSW_SEARCH, 2 * k))
        scores, rows = self._graph.search(vector[None, :], k, params=params)
        found = rows[0] >= 0
        return rows[0][found], scores[0][found]

    def _scan(
        self, vector: NDArray[np.float32], k: int, allowed: NDArray[np.bool_]
    ) -> tuple[NDArray[np.int64], NDArray[np.float32]]:
        """Few allowed rows: a graph loses recall there (stack notes: .41), a plain product does not."""
        rows = np.flatnonzero(allowed)
        scores = self.vectors[rows] @ vector
        best = np.argsort(-scores, kind="stable")[:k]
        return rows[best], scores[best]


def build_graph(vectors: NDArray[np.float32]) -> bytes | None:
    """A serialised HNSW graph for a library too large for exact search; None below that size."""
    if len(vectors) <= EXACT_UP_TO:
        return None
    graph = faiss.IndexHNSWFlat(vectors.shape[1], _HNSW_LINKS, faiss.METRIC_INNER_PRODUCT)
    graph.hnsw.efConstruction = _HNSW_BUILD
    graph.add(np.ascontiguousarray(vectors))
    return bytes(faiss.serialize_index(graph).tobytes())
