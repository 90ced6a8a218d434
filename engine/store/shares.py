"""What each visitor added to the counters of the projection, so that an erasure can take exactly that away again."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from typing import Any

from engine.store import keyspace

Counts = dict[tuple[str, str], int]
"""Steps by (day, name of the counter)."""


def note(pipe: Any, site: str, epoch: str, visitor: str, added: Mapping[tuple[str, str], int]) -> None:
    """Add to a transaction what a visitor added in this stretch of the log."""
    key = keyspace.shares(site, epoch, visitor)
    pipe.rpush(key, json.dumps([[*where, n] for where, n in sorted(added.items())], separators=(",", ":")))
    pipe.ltrim(key, -keyspace.MOST_SHARES, -1)
    pipe.expire(key, keyspace.SHARES.ttl)


def added_by(pipe: Any, site: str, epoch: str, visitors: Iterable[str]) -> Counts:
    """What these visitors added so far; nothing for whom it was taken away already."""
    sums: Counts = {}
    for visitor in visitors:
        for part in pipe.lrange(keyspace.shares(site, epoch, visitor), 0, -1):
            for day, name, n in json.loads(part):
                sums[day, name] = sums.get((day, name), 0) + n
    return sums


def steps_of(pipe: Any, site: str, epoch: str, added: Counts, taken: Counts) -> dict[tuple[str, str], int | None]:
    """The steps of all counters; None where nothing would be left. Counters that ended with their time stay away."""
    steps: dict[tuple[str, str], int | None] = dict(added)
    for (day, name), n in taken.items():
        known = pipe.hget(keyspace.counts(site, epoch, day), name)
        step = added.get((day, name), 0) - n
        if known is None:
            continue
        steps[day, name] = step if int(known) + step > 0 else None
    return steps
