"""The event log: appended once per id, read in order; rows are changed only by erasure and retention."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from engine import clock
from engine.store.journal import Journal, Transaction

KEEP_IDS_MS = 7 * 86_400_000
_COLUMNS = "seq, id, type, at, received, visitor, decision, document, passage, slot, value, query, properties, flags"
_INSERT = (f"INSERT INTO entries ({_COLUMNS.removeprefix('seq, ')}) "  # noqa: S608
           "VALUES (?,?,?,?,?,?,?,?,?,?,?,?,?)")
_MOST_QUARANTINED = 100_000


@dataclass(frozen=True, slots=True)
class Entry:
    """One event as it lies in the log.

    Attributes:
        seq: position, growing; 0 = not appended yet. at: corrected time of the event, ms. received: when it was
            written, ms, never going back. visitor: keyed hash, only with consent. flags: what intake found out
            (signed, repeat, capped, crowded, corrected, clamped, untimed, server, derived), and `unmeasured` for visitors
            who did not agree to be in reports.
    """

    id: str
    type: str
    at: int
    received: int = 0
    seq: int = 0
    visitor: str | None = None
    decision: str | None = None
    document: str | None = None
    passage: str | None = None
    slot: str | None = None
    value: float = 1.0
    query: str | None = None
    properties: dict[str, Any] = field(default_factory=dict)
    flags: frozenset[str] = frozenset()

    def as_data(self) -> dict[str, Any]:
        """JSON data without what is empty; times as RFC 3339 texts."""
        data = {"id": self.id, "seq": self.seq, "type": self.type, "at": _moment(self.at),
                "received": _moment(self.received), "visitor": self.visitor, "decision": self.decision,
                "document": self.document, "passage": self.passage, "slot": self.slot, "value": self.value,
                "query": self.query, "properties": self.properties, "flags": sorted(self.flags)}
        return {name: value for name, value in data.items() if value not in (None, {}, [])}


def milliseconds() -> int:
    """Now, as the log counts time."""
    return int(clock.now().timestamp() * 1000)


def moment_of_write(transaction: Transaction) -> int:
    """The time for rows written now: never before rows that are there already, also when the clock was set back."""
    last = transaction.execute("SELECT received FROM entries ORDER BY seq DESC LIMIT 1").fetchone()
    return max(milliseconds(), int(last[0]) if last else 0)


def first_time(transaction: Transaction, what: str, now: int) -> bool:
    """Note that `what` had its effect; False when it had it within the last seven days."""
    new = transaction.execute(
        "INSERT INTO seen (key, until) VALUES (?, ?) ON CONFLICT (key) DO UPDATE SET until = excluded.until "
        "WHERE until < ?", (_key(what), now + KEEP_IDS_MS, now),
    )
    return new.rowcount > 0


def had_effect(transaction: Transaction, what: str, now: int) -> bool:
    """Whether `what` had its effect within the last seven days; notes nothing."""
    row = transaction.execute("SELECT 1 FROM seen WHERE key = ? AND until >= ?", (_key(what), now)).fetchone()
    return row is not None


def add(transaction: Transaction, entry: Entry) -> None:
    """Append one entry inside a group."""
    properties = json.dumps(entry.properties, ensure_ascii=False, separators=(",", ":")) if entry.properties else None
    transaction.execute(_INSERT, (
        entry.id, entry.type, entry.at, entry.received, entry.visitor, entry.decision, entry.document, entry.passage,
        entry.slot, entry.value, entry.query, properties, ",".join(sorted(entry.flags)),
    ))


def put_aside(
    transaction: Transaction, identity: str, received: int, visitor: str | None, reason: str, body: dict[str, Any]
) -> None:
    """Keep what cannot be counted, with the reason; the oldest give way when there are too many."""
    written = transaction.execute(
        "INSERT INTO quarantine (id, received, visitor, reason, body) VALUES (?,?,?,?,?)",
        (identity, received, visitor, reason, json.dumps(body, ensure_ascii=False, default=str)),
    )
    if written.lastrowid and written.lastrowid % 1000 == 0:
        transaction.execute("DELETE FROM quarantine WHERE seq <= ?", (written.lastrowid - _MOST_QUARANTINED,))


class EventLog:
    """Reading side of the log.

    Raises (every method):
        StoreError: the file cannot be read.
    """

    def __init__(self, journal: Journal) -> None:
        self._journal = journal

    def read(
        self, *, since: int | None = None, until: int | None = None, after_seq: int = 0, limit: int = 1000,
    ) -> list[Entry]:
        """Entries in order of seq: `after_seq < seq`, written at `since <= received < until` (ms), at most `limit`."""
        where, values = ["seq > ?"], [after_seq]
        if since is not None:
            where.append("received >= ?")
            values.append(since)
        if until is not None:
            where.append("received < ?")
            values.append(until)
        if since is not None and after_seq == 0:
            # received grows with seq, so the first match bounds the scan from below
            first = self._journal.rows("SELECT seq FROM entries WHERE received >= ? ORDER BY received, seq LIMIT 1", [since])
            if not first:
                return []
            values[0] = first[0][0] - 1
        sql = f"SELECT {_COLUMNS} FROM entries WHERE {' AND '.join(where)} ORDER BY seq LIMIT ?"  # noqa: S608
        return [_entry(row) for row in self._journal.rows(sql, [*values, limit])]

    def stream(self, *, since: int | None = None, until: int | None = None, after_seq: int = 0) -> Iterator[Entry]:
        """All of `read`, in pages, so that a long export blocks nobody."""
        while page := self.read(since=since, until=until, after_seq=after_seq, limit=2000):
            yield from page
            after_seq = page[-1].seq

    def of_visitor(self, visitor: str, *, after_seq: int = 0, limit: int = 64) -> list[Entry]:
        """The newest entries of one visitor, oldest first."""
        sql = (f"SELECT {_COLUMNS} FROM entries WHERE visitor = ? AND seq > ? "  # noqa: S608
               "ORDER BY seq DESC LIMIT ?")
        return [_entry(row) for row in self._journal.rows(sql, [visitor, after_seq, limit])][::-1]

    def last_seq(self) -> int:
        """The newest position, 0 when there is none."""
        return int(self._journal.rows("SELECT coalesce(max(seq), 0) FROM entries", [])[0][0])

    def quarantined(self, *, limit: int = 1000) -> list[dict[str, Any]]:
        """What was put aside, the newest first, with reason and what was kept of it."""
        rows = self._journal.rows("SELECT seq, id, received, reason, body FROM quarantine ORDER BY seq DESC LIMIT ?", [limit])
        return [{"seq": r[0], "id": r[1], "received": r[2], "reason": r[3], "body": json.loads(r[4])} for r in rows]

    def reasons(self, *, limit: int = 50) -> list[dict[str, Any]]:
        """Why events were put aside, the most frequent reason first: reason, events, last (ms)."""
        rows = self._journal.rows("SELECT reason, count(*), max(received) FROM quarantine GROUP BY reason "
                                  "ORDER BY 2 DESC, 1 LIMIT ?", [limit])
        return [dict(zip(("reason", "events", "last"), row, strict=True)) for row in rows]

    def quarantined_of(self, visitor: str) -> list[dict[str, Any]]:
        """All that was put aside of one visitor's events, oldest first."""
        rows = self._journal.rows("SELECT id, received, reason, body FROM quarantine WHERE visitor = ? ORDER BY seq", [visitor])
        return [{"id": r[0], "received": _moment(r[1]), "reason": r[2], "body": json.loads(r[3])} for r in rows]

    def questions(self, *, since_day: str = "") -> list[dict[str, Any]]:
        """Questions of people without consent that were asked often enough to be shown: day, answer, times, text."""
        rows = self._journal.rows("SELECT day, answer, times, text FROM asked WHERE text IS NOT NULL AND day >= ? "
                                  "ORDER BY times DESC", [since_day])
        return [dict(zip(("day", "answer", "times", "text"), row, strict=True)) for row in rows]


def _key(what: str) -> bytes:
    return hashlib.blake2b(what.encode("utf-8", "surrogatepass"), digest_size=16).digest()


def _moment(ms: int) -> str:
    return datetime.fromtimestamp(ms / 1000, UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def _entry(row: Any) -> Entry:
    return Entry(
        seq=row[0], id=row[1], type=row[2], at=row[3], received=row[4], visitor=row[5], decision=row[6],
        document=row[7], passage=row[8], slot=row[9], value=row[10], query=row[11],
        properties=json.loads(row[12]) if row[12] else {},
        flags=frozenset(row[13].split(",")) if row[13] else frozenset(),
    )
