"""The log for others: one event a line, each exactly once."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

from engine.store.log import Entry, EventLog


def ndjson(log: EventLog, *, since: int | None = None, until: int | None = None, after_seq: int = 0,
           derived: bool = False) -> Iterator[bytes]:
    """Lines of JSON in the order of writing, with `since <= received < until` (ms).

    Windows that follow each other give every event exactly once, because `received` never goes back.

    Args:
        derived: also entries the service wrote itself, such as page views seen in recommendation calls.
    """
    for entry in log.stream(since=since, until=until, after_seq=after_seq):
        if derived or "derived" not in entry.flags:
            yield json.dumps(entry_as_data(entry), ensure_ascii=False, separators=(",", ":")).encode() + b"\n"


def entry_as_data(entry: Entry) -> dict[str, Any]:
    """One entry as JSON data, without what is empty."""
    data = {"id": entry.id, "seq": entry.seq, "type": entry.type, "at": _moment(entry.at),
            "received": _moment(entry.received), "visitor": entry.visitor, "decision": entry.decision,
            "document": entry.document, "passage": entry.passage, "slot": entry.slot, "value": entry.value,
            "query": entry.query, "properties": entry.properties, "flags": sorted(entry.flags)}
    return {name: value for name, value in data.items() if value not in (None, {}, [])}


def _moment(ms: int) -> str:
    return datetime.fromtimestamp(ms / 1000, UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
