"""The one source of time, so that tests, replays and previews can set it."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, date, datetime

_frozen: ContextVar[datetime | None] = ContextVar("lotse_frozen_clock", default=None)


def now() -> datetime:
    """The current moment, timezone-aware, in UTC."""
    return _frozen.get() or datetime.now(UTC)


def today() -> date:
    """The current day in UTC."""
    return now().date()


def monotonic() -> float:
    """Seconds that never run backwards, for timeouts and budgets."""
    return time.monotonic()


@contextmanager
def frozen(moment: datetime) -> Iterator[None]:
    """Make `now()` answer `moment` within the block, in this context only."""
    token = _frozen.set(moment)
    try:
        yield
    finally:
        _frozen.reset(token)
