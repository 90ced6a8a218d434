"""Vectors of passages and sentences; what an earlier release or build already has is not embedded again."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence

import numpy as np
from numpy.typing import NDArray

from engine.encoding.encoder import Encoder
from engine.retrieval.vector_log import KEY_BYTES, Keys, Known, VectorLog

_BATCH = 64

Progress = Callable[[str, int, int], None]


def key_of(text: str) -> bytes:
    """16 bytes that stand for a text."""
    return hashlib.blake2b(text.encode("utf-8", "surrogatepass"), digest_size=KEY_BYTES).digest()


def packed(keys: Sequence[bytes]) -> Keys:
    """Keys as one array (n, 16)."""
    return np.frombuffer(b"".join(keys), dtype=np.uint8).reshape(len(keys), KEY_BYTES)


def embed(
    texts: Sequence[str], encoder: Encoder, known: Sequence[Known], stage: str, progress: Progress,
    log: VectorLog | None = None,
) -> tuple[NDArray[np.float32], Keys, int]:
    """Vectors of all texts in order.

    Args:
        known: where vectors of this encoder may be found already. log: gets every batch as soon as it is done.

    Returns:
        (vectors (n, dimension) float32, keys (n, 16) uint8, number of texts that had to be embedded).
    """
    keys = [key_of(text) for text in texts]
    vectors = np.zeros((len(texts), encoder.dimension), dtype=np.float32)
    open_rows = np.arange(len(texts))
    for source in known:
        open_rows = _fill(vectors, keys, open_rows, source)
    missing: dict[bytes, list[int]] = {}
    for row in open_rows:
        missing.setdefault(keys[row], []).append(int(row))
    # similar lengths side by side: a batch costs as much as its longest text
    order = sorted(missing.values(), key=lambda rows: len(texts[rows[0]]))
    progress(stage, 0, len(order))
    for start in range(0, len(order), _BATCH):
        batch = order[start : start + _BATCH]
        fresh = encoder.passages([texts[rows[0]] for rows in batch])
        for rows, vector in zip(batch, fresh, strict=True):
            vectors[rows] = vector
        if log is not None:
            log.append(packed([keys[rows[0]] for rows in batch]), fresh)
        progress(stage, min(start + _BATCH, len(order)), len(order))
    return vectors, packed(keys), len(order)


def _fill(
    vectors: NDArray[np.float32], keys: Sequence[bytes], rows: NDArray[np.int64], source: Known
) -> NDArray[np.int64]:
    """Copy what the source knows into `vectors`; the rows it does not know."""
    table = source.table()
    found = np.array([table.get(keys[row], -1) for row in rows], dtype=np.int64)
    there = found >= 0
    vectors[rows[there]] = source.vectors[found[there]]
    return rows[~there]
