"""An encoder that remembers the latest questions."""

from __future__ import annotations

import hashlib
import threading
from collections import OrderedDict
from collections.abc import Sequence

import numpy as np

from engine.encoding.encoder import Encoder, Vectors

SIZE = 2048  # questions; 3 MB of vectors at 384 dimensions


class CachedEncoder:
    """Wraps `inner`; keeps the vectors of the latest `size` questions, by a digest and not by their words."""

    def __init__(self, inner: Encoder, size: int = SIZE) -> None:
        self._inner, self._size = inner, size
        self._known: OrderedDict[bytes, Vectors] = OrderedDict()
        self._lock = threading.Lock()

    @property
    def name(self) -> str:
        """Name of the wrapped encoder: the vectors are the same."""
        return self._inner.name

    @property
    def dimension(self) -> int:
        """Length of a vector."""
        return self._inner.dimension

    def queries(self, texts: Sequence[str]) -> Vectors:
        """Encode questions, the unknown ones only; shape (n, dimension), rows of length 1."""
        keys = [hashlib.blake2b(text.encode("utf-8", "surrogatepass"), digest_size=16).digest() for text in texts]
        found = self._look_up(keys)
        new = {key: text for key, text in zip(keys, texts, strict=True) if key not in found}
        if new:
            fresh = dict(zip(new, self._inner.queries(list(new.values())), strict=True))
            self._remember(fresh)
            found |= fresh
        return np.stack([found[key] for key in keys]) if keys else np.empty((0, self.dimension), np.float32)

    def passages(self, texts: Sequence[str]) -> Vectors:
        """Encode passages or sentences, never remembered; shape (n, dimension), rows of length 1."""
        return self._inner.passages(texts)

    def _look_up(self, keys: Sequence[bytes]) -> dict[bytes, Vectors]:
        with self._lock:
            found = {key: self._known[key] for key in keys if key in self._known}
            for key in found:
                self._known.move_to_end(key)
            return found

    def _remember(self, fresh: dict[bytes, Vectors]) -> None:
        with self._lock:
            self._known.update(fresh)
            while len(self._known) > self._size:
                self._known.popitem(last=False)
