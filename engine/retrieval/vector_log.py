"""Finished vectors on disk while a build runs, so that an interrupted one goes on where it stopped."""

from __future__ import annotations

import fcntl
import hashlib
import struct
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import BinaryIO

import numpy as np
from numpy.typing import NDArray

KEY_BYTES = 16
MOST_BYTES = 4 << 30  # beyond this a build still works, it only could not be resumed completely
_HEAD = struct.Struct("<4sII")
_MAGIC, _DIGEST = b"LVL1", 16

Keys = NDArray[np.uint8]


@dataclass(frozen=True)
class Known:
    """Vectors that need not be computed again: `keys` (n, 16) of the texts, `vectors` (n, dimension)."""

    keys: Keys
    vectors: NDArray[np.floating]

    def table(self) -> dict[bytes, int]:
        """Row by key."""
        packed, size = np.ascontiguousarray(self.keys).tobytes(), KEY_BYTES
        return {packed[at : at + size]: row for row, at in enumerate(range(0, len(packed), size))}


class VectorLog:
    """Append-only batches of keys and vectors, each with a checksum over itself, the model and the one before.

    A batch that was cut off or changed ends the log: it and everything after it is dropped when opened.

    Args:
        path: the file; made if it does not exist. The first process to open it writes, others only read.
        model: name of the encoder; batches of another model are not read.
    """

    def __init__(self, path: Path, model: str, dimension: int, most_bytes: int = MOST_BYTES) -> None:
        self._chain = hashlib.blake2b(f"{model}\0{dimension}".encode(), digest_size=_DIGEST).digest()
        self._dimension, self._most = dimension, most_bytes
        path.parent.mkdir(parents=True, exist_ok=True)
        self._file = path.open("a+b")
        self._writes = _taken(self._file)
        self.known = self._read()

    def append(self, keys: Keys, vectors: NDArray[np.float32]) -> None:
        """Add a batch: keys (n, 16), vectors (n, dimension)."""
        data = keys.tobytes() + vectors.astype(np.float32).tobytes()
        head = _HEAD.pack(_MAGIC, len(keys), self._dimension)
        if not self._writes or not len(keys) or self._file.tell() + len(head) + len(data) + _DIGEST > self._most:
            return
        self._chain = self._sum(head, data)
        self._file.write(head + data + self._chain)
        self._file.flush()

    def close(self) -> None:
        """Close the file; it stays."""
        self._file.close()

    def __enter__(self) -> VectorLog:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def _read(self) -> Known:
        self._file.seek(0)
        keys, vectors, whole = [], [], 0
        while (batch := self._batch()) is not None:
            keys.append(batch[0])
            vectors.append(batch[1])
            whole = self._file.tell()
        if self._writes:
            self._file.truncate(whole)
            self._file.seek(whole)
        if not keys:
            return Known(np.zeros((0, KEY_BYTES), np.uint8), np.zeros((0, self._dimension), np.float32))
        return Known(np.concatenate(keys), np.concatenate(vectors))

    def _batch(self) -> tuple[Keys, NDArray[np.float32]] | None:
        head = self._file.read(_HEAD.size)
        if len(head) < _HEAD.size:
            return None
        magic, count, dimension = _HEAD.unpack(head)
        size = count * (KEY_BYTES + 4 * dimension)
        if magic != _MAGIC or dimension != self._dimension or size > self._most:
            return None
        data = self._file.read(size)
        chain = self._sum(head, data)
        if len(data) < size or self._file.read(_DIGEST) != chain:
            return None
        self._chain = chain
        split = count * KEY_BYTES
        return (np.frombuffer(data[:split], np.uint8).reshape(count, KEY_BYTES),
                np.frombuffer(data[split:], np.float32).reshape(count, dimension))

    def _sum(self, head: bytes, data: bytes) -> bytes:
        return hashlib.blake2b(self._chain + head + data, digest_size=_DIGEST).digest()


def _taken(file: BinaryIO) -> bool:
    """Whether the file is now ours to write: two writers would break each other's chain."""
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True
