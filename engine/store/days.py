"""What lies in the log day by day: enough to see which days changed, and a day's rows as reports may see them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from engine.store.decision_log import unpacked
from engine.store.journal import Journal

DAY_MS = 86_400_000
Mark = tuple[int, int]
"""(rows, newest) of a day; it changes when rows come or are erased."""


class Days:
    """Reads counts from indexes alone, so that asking costs little however wide the rows are.

    Raises (every method):
        StoreError: the journal cannot be read.
    """

    def __init__(self, journal: Journal) -> None:
        self._journal = journal

    def events(self) -> dict[int, Mark]:
        """Days since 1970 (by time of writing): rows and newest position."""
        rows = self._journal.rows(f"SELECT received / {DAY_MS}, count(*), max(seq) FROM entries GROUP BY 1")  # noqa: S608
        return {row[0]: (row[1], row[2]) for row in rows}

    def decisions(self) -> dict[int, Mark]:
        """Days since 1970 (by time of the decision): rows and newest moment."""
        rows = self._journal.rows(f"SELECT at / {DAY_MS}, count(*), max(at) FROM decisions GROUP BY 1")  # noqa: S608
        return {row[0]: (row[1], row[2]) for row in rows}

    def decisions_of(self, day: int) -> Iterator[tuple[str | None, dict[str, Any]]]:
        """Visitor (keyed hash, None without consent to measurement) and record of every decision of a day, oldest first."""
        at, identity = day * DAY_MS, ""
        sql = ("SELECT id, at, visitor, body FROM decisions WHERE at >= ? AND (at, id) > (?, ?) AND at < ? "
               "ORDER BY at, id LIMIT 500")
        while rows := self._journal.rows(sql, (at, at, identity, (day + 1) * DAY_MS)):
            for _, _, visitor, body in rows:
                record = unpacked(body)
                yield None if record.get("unmeasured") else visitor, record
            identity, at = rows[-1][0], rows[-1][1]

    def erased_since(self, moment: int) -> bool:
        """Whether anybody was erased at that moment (ms) or later."""
        return bool(self._journal.rows("SELECT 1 FROM erasures WHERE at >= ? LIMIT 1", (moment,)))
