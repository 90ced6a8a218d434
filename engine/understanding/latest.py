"""The labels of the latest questions: one request needs them three times, and a visitor's earlier ones with every page."""

from __future__ import annotations

import hashlib
import threading
from collections import OrderedDict
from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from engine.understanding.labels import Probabilities

SIZE = 2048  # questions; half a megabyte of labels
Told = tuple[Probabilities, Probabilities, Probabilities]


class LatestQuestions:
    """Keeps what was told of the latest `size` vectors, by a digest: neither words nor vectors are kept."""

    def __init__(self, size: int = SIZE) -> None:
        self._size = size
        self._known: OrderedDict[bytes, Told] = OrderedDict()
        self._lock = threading.Lock()

    def told(self, vector: NDArray[np.float32], tell: Callable[[NDArray[np.float32]], Told]) -> Told:
        """What `tell` says of one question (1, dimension), asked once; the arrays are read-only, as they are shared."""
        key = hashlib.blake2b(np.ascontiguousarray(vector).tobytes(), digest_size=16).digest()
        with self._lock:
            found = self._known.get(key)
            if found is not None:
                self._known.move_to_end(key)
                return found
        found = tell(vector)
        for labels in found:
            labels.flags.writeable = False
        with self._lock:
            self._known[key] = found
            while len(self._known) > self._size:
                self._known.popitem(last=False)
        return found
