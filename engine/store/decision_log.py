"""Decisions at rest: compressed JSON by id, beside the events that quote them."""

from __future__ import annotations

import json
import zlib
from collections.abc import Iterable, Iterator
from typing import Any

from engine.store.journal import Journal, Transaction

_WHAT = "Decisions"


def add(transaction: Transaction, identity: str, at: int, visitor: str | None, record: dict[str, Any]) -> None:
    """Append one decision inside a group; the same id twice changes nothing."""
    transaction.execute("INSERT OR IGNORE INTO decisions (id, at, visitor, body) VALUES (?,?,?,?)",
                        (identity, at, visitor, _packed(record)))


class DecisionLog:
    """Reading side.

    Raises (every method):
        StoreError: the file cannot be read.
    """

    def __init__(self, journal: Journal) -> None:
        self._journal = journal

    def get(self, identity: str) -> dict[str, Any] | None:
        """One decision's record, None if there is none."""
        return self.get_many([identity]).get(identity)

    def get_many(self, identities: Iterable[str]) -> dict[str, dict[str, Any]]:
        """Records by id, for those that exist."""
        rows = self._journal.rows_among("SELECT id, body FROM decisions WHERE id IN ({ids})", identities, _WHAT)
        return {row[0]: unpacked(row[1]) for row in rows}

    def read(self, *, since: int = 0, until: int = 1 << 62) -> Iterator[dict[str, Any]]:
        """Records by time, `since <= at < until` (ms)."""
        after = ("", since)
        sql = ("SELECT id, at, body FROM decisions WHERE at >= ? AND (at, id) > (?, ?) AND at < ? "
               "ORDER BY at, id LIMIT 500")
        while rows := self._journal.rows(sql, [after[1], after[1], after[0], until], _WHAT):
            yield from (unpacked(row[2]) for row in rows)
            after = (rows[-1][0], rows[-1][1])

    def of_visitor(self, visitor: str) -> list[dict[str, Any]]:
        """All records of one visitor."""
        rows = self._journal.rows("SELECT body FROM decisions WHERE visitor = ? ORDER BY at", [visitor], _WHAT)
        return [unpacked(row[0]) for row in rows]


def _packed(record: dict[str, Any]) -> bytes:
    return zlib.compress(json.dumps(record, ensure_ascii=False, separators=(",", ":"), default=str).encode(), 6)


def unpacked(body: bytes) -> dict[str, Any]:
    """The record of a stored body."""
    record: dict[str, Any] = json.loads(zlib.decompress(body))
    return record
