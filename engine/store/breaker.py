"""Circuit breaker: after a few failures in a row the store is left alone for a while instead of being waited for."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import TypeVar

from engine import clock
from engine.store import budget

T = TypeVar("T")


class Breaker:
    """Counts failures in a row; open = do not even try.

    Args:
        failures: how many in a row open it. rest: seconds until one call may try again.
    """

    def __init__(self, failures: int = 3, rest: float = 1.0) -> None:
        self._most, self._rest = failures, rest
        self._failed, self._again_at = 0, 0.0
        self._lock = threading.Lock()

    @property
    def open(self) -> bool:
        """Whether calls are skipped at this moment."""
        return self._failed >= self._most and clock.monotonic() < self._again_at

    def call(self, action: Callable[[], T], default: T, errors: tuple[type[Exception], ...]) -> T:
        """The action's result; `default` while open, when it raises one of `errors`, and when the request has no time
        left for the store: then it is not even tried, so it says nothing about the store."""
        if budget.spent() or not self._may_try():
            return default
        try:
            result = action()
        except errors:
            self._fail()
            return default
        self._failed = 0
        return result

    def _may_try(self) -> bool:
        """After the rest only one caller tries; the others skip until it has an answer."""
        with self._lock:
            if self._failed < self._most:
                return True
            if clock.monotonic() < self._again_at:
                return False
            self._again_at = clock.monotonic() + self._rest
            return True

    def _fail(self) -> None:
        with self._lock:
            self._failed += 1
            self._again_at = clock.monotonic() + self._rest
