"""Vectors of passages and sentences; what an earlier release already has is not embedded again."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from engine.encoding.encoder import Encoder

_KEY_BYTES = 16
_BATCH = 64

Keys = NDArray[np.uint8]
Progress = Callable[[str, int, int], None]


@dataclass(frozen=True)
class Known:
    """Vectors of the release before: `keys` (n, 16) of the texts, `vectors` (n, dimension)."""

    keys: Keys
    vectors: NDArray[np.floating]

    def table(self) -> dict[bytes, int]:
        """Row by key."""
        return {key.tobytes(): row for row, key in enumerate(self.keys)}


def key_of(text: str) -> bytes:
    """16 bytes that stand for a text."""
    return hashlib.blake2b(text.encode(), digest_size=_KEY_BYTES).digest()


def embed(
    texts: Sequence[str], encoder: Encoder, known: Known | None, stage: str, progress: Progress
) -> tuple[NDArray[np.float32], Keys, int]:
    """Vectors of all texts in order.

    Returns:
        (vectors (n, dimension) float32, keys (n, 16) uint8, number of texts that had to be embedded).
    """
    keys = [key_of(text) for text in texts]
    vectors = np.zeros((len(texts), encoder.dimension), dtype=np.float32)
    table = known.table() if known else {}
    missing: dict[bytes, list[int]] = {}
    for row, key in enumerate(keys):
        if known is not None and key in table:
            vectors[row] = known.vectors[table[key]]
        else:
            missing.setdefault(key, []).append(row)
    # similar lengths side by side: a batch costs as much as its longest text
    order = sorted(missing.values(), key=lambda rows: len(texts[rows[0]]))
    progress(stage, 0, len(order))
    for start in range(0, len(order), _BATCH):
        batch = order[start : start + _BATCH]
        for rows, vector in zip(batch, encoder.passages([texts[rows[0]] for rows in batch]), strict=True):
            vectors[rows] = vector
        progress(stage, min(start + _BATCH, len(order)), len(order))
    packed = np.frombuffer(b"".join(keys), dtype=np.uint8).reshape(len(keys), _KEY_BYTES)
    return vectors, packed, len(order)
