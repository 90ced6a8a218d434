"""Counters that all processes of a service share, each gone after its window."""

from __future__ import annotations

from typing import cast

import redis

from engine.store.breaker import Breaker
from engine.store.connect import ERRORS


class SharedCounters:
    """Counts in the store; every key expires by itself. Knows nothing about what is counted."""

    def __init__(self, client: redis.Redis, breaker: Breaker) -> None:
        self._client, self._breaker = client, breaker

    def hit(self, name: str, seconds: int) -> int | None:
        """Count once and return the count within the window; None while the store is away."""

        def count() -> int | None:
            pipe = self._client.pipeline(transaction=True)
            pipe.incr(name)
            pipe.expire(name, seconds, nx=True)
            return cast("int", pipe.execute()[0])

        return self._breaker.call(count, None, ERRORS)
