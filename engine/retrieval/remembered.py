"""An encoder that keeps every vector on disk: for calibration and benchmarks, which ask the same texts again."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np

from engine.encoding.encoder import Encoder, Vectors
from engine.retrieval.vector_log import VectorLog
from engine.retrieval.vectors import key_of, packed

_BATCH = 64
_SIDES = {"queries": "q\0", "passages": "p\0"}


class RememberedEncoder:
    """Wraps `inner`; vectors lie in `folder`, one file a model, so another model never meets them."""

    def __init__(self, inner: Encoder, folder: Path) -> None:
        self._inner = inner
        self._log = VectorLog(folder / f"{inner.name}.vectors", inner.name, inner.dimension)
        known = self._log.known
        self._vectors = dict(zip(known.table(), np.asarray(known.vectors, np.float32), strict=True))

    @property
    def name(self) -> str:
        """Name of the wrapped encoder: the vectors are the same."""
        return self._inner.name

    @property
    def dimension(self) -> int:
        """Length of a vector."""
        return self._inner.dimension

    def queries(self, texts: Sequence[str]) -> Vectors:
        """Encode questions; shape (n, dimension), rows of length 1."""
        return self._encode(texts, "queries")

    def passages(self, texts: Sequence[str]) -> Vectors:
        """Encode passages or sentences; shape (n, dimension), rows of length 1."""
        return self._encode(texts, "passages")

    def _encode(self, texts: Sequence[str], side: str) -> Vectors:
        keys = [key_of(_SIDES[side] + text) for text in texts]
        new = sorted({key: text for key, text in zip(keys, texts, strict=True) if key not in self._vectors}.items(),
                     key=lambda pair: len(pair[1]))
        for start in range(0, len(new), _BATCH):
            batch = new[start : start + _BATCH]
            vectors = getattr(self._inner, side)([text for _, text in batch])
            self._log.append(packed([key for key, _ in batch]), vectors)
            self._vectors.update(zip([key for key, _ in batch], vectors, strict=True))
        return np.stack([self._vectors[key] for key in keys]) if keys else np.empty((0, self.dimension), np.float32)
