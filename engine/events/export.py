"""The log for others: one event a line, each exactly once."""

from __future__ import annotations

import json
from collections.abc import Iterator

from engine.store.log import EventLog


def ndjson(log: EventLog, *, since: int | None = None, until: int | None = None, after_seq: int = 0,
           derived: bool = False) -> Iterator[bytes]:
    """Lines of JSON in the order of writing, with `since <= received < until` (ms).

    Windows that follow each other give every event exactly once, because `received` never goes back.

    Args:
        derived: also entries the service wrote itself, such as page views seen in recommendation calls.
    """
    for entry in log.stream(since=since, until=until, after_seq=after_seq):
        if derived or "derived" not in entry.flags:
            yield json.dumps(entry.as_data(), ensure_ascii=False, separators=(",", ":")).encode() + b"\n"
