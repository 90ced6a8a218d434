"""How long one request may wait for the store in all, however many questions it asks and however slowly bytes come."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

from engine import clock

_left: ContextVar[list[float] | None] = ContextVar("store budget", default=None)  # one number, shared by reference


@contextmanager
def within(seconds: float) -> Iterator[None]:
    """Everything asked of the store inside waits `seconds` in all; only waiting is charged, not computing."""
    token = _left.set([seconds])
    try:
        yield
    finally:
        _left.reset(token)


def spent() -> bool:
    """Whether nothing is left; never outside of `within`."""
    left = _left.get()
    return left is not None and left[0] <= 0


@contextmanager
def waiting(seconds: float | None) -> Iterator[float | None]:
    """One wait of at most `seconds` (None = for ever), or of what is left if that is less; what it takes is charged.

    Raises:
        TimeoutError: nothing is left.
    """
    left = _left.get()
    if left is None or seconds == 0:  # 0 = does not wait
        yield seconds
        return
    if left[0] <= 0:
        raise TimeoutError("the request has waited for the store as long as it may")
    began = clock.monotonic()
    try:
        yield left[0] if seconds is None else min(seconds, left[0])
    finally:
        left[0] -= clock.monotonic() - began
