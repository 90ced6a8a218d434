"""Who turned out not to be buying: visitors, and single decisions of people who are not recognised. Bounded by retention."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable
from typing import Any

from engine.errors import StoreError
from engine.store.journal import Journal, Transaction

_AT_ONCE = 500


def mark_visitor(transaction: Transaction, visitor: str, at: int, kind: str) -> None:
    """Note it of a recognised visitor (keyed hash), and of decisions without a visitor that his events quoted.

    A decision that somebody opened through a link that was passed on is the sender's, so it says nothing.
    """
    if kind_of(transaction, visitor) is None:
        transaction.execute(
            "INSERT OR IGNORE INTO no_customers (unit, at, kind) SELECT DISTINCT e.decision, ?, ? FROM entries e "
            "LEFT JOIN decisions d ON d.id = e.decision WHERE e.visitor = ? AND e.decision IS NOT NULL "
            "AND e.type <> 'pass_on' AND e.flags LIKE '%signed%' AND d.visitor IS NULL", (at, kind, visitor))
    _mark(transaction, visitor, at, kind)


def mark_decision(transaction: Transaction, decision: str, at: int, kind: str) -> None:
    """Note it of one decision, unless it is known whose it is: then he is judged by all he does."""
    row = transaction.execute("SELECT visitor FROM decisions WHERE id = ?", (decision,)).fetchone()
    if row is None or row[0] is None:
        _mark(transaction, decision, at, kind)


def kind_of(transaction: Transaction, unit: str) -> str | None:
    """student, applicant, staff, competitor or bot; None for everybody else."""
    row = transaction.execute("SELECT kind FROM no_customers WHERE unit = ?", (unit,)).fetchone()
    return str(row[0]) if row else None


def _mark(transaction: Transaction, unit: str, at: int, kind: str) -> None:
    transaction.execute("INSERT INTO no_customers (unit, at, kind) VALUES (?,?,?) ON CONFLICT (unit) DO UPDATE "
                        "SET at = excluded.at", (unit, at, kind))


class NoCustomers:
    """Reading side.

    Raises (every method):
        StoreError: the journal cannot be read.
    """

    def __init__(self, journal: Journal) -> None:
        self._journal = journal

    def among(self, decisions: Iterable[str]) -> dict[str, str]:
        """The decisions, of those asked about, that belong to one of them, with his kind; whenever that was found out."""
        wanted = sorted(set(decisions))
        found: dict[str, str] = {}
        for start in range(0, len(wanted), _AT_ONCE):
            part = wanted[start : start + _AT_ONCE]
            marks = ",".join("?" * len(part))
            sql = ("SELECT d.id, (SELECT kind FROM no_customers WHERE unit IN (d.id, d.visitor) LIMIT 1) AS kind "  # noqa: S608
                   f"FROM decisions d WHERE d.id IN ({marks}) AND kind IS NOT NULL")
            found.update((row[0], row[1]) for row in self._rows(sql, part))
        return found

    def found_since(self, after: int, limit: int = 100) -> list[tuple[int, list[str]]]:
        """Marks after a position, oldest first: position and the decisions that it concerns now."""
        units = self._rows("SELECT seq, unit FROM no_customers WHERE seq > ? ORDER BY seq LIMIT ?", (after, limit))
        return [(seq, [row[0] for row in self._rows("SELECT id FROM decisions WHERE id = ? UNION SELECT id FROM decisions "
                                                    "WHERE visitor = ?", (unit, unit))]) for seq, unit in units]

    def kind_of(self, unit: str) -> str | None:
        """As the function of that name."""
        found = self._rows("SELECT kind FROM no_customers WHERE unit = ?", (unit,))
        return str(found[0][0]) if found else None

    def _rows(self, sql: str, values: Iterable[Any]) -> list[Any]:
        try:
            return self._journal.read().execute(sql, tuple(values)).fetchall()
        except sqlite3.Error as error:
            raise StoreError(f"The log cannot be read: {error}.", where=str(self._journal.path),
                             fix="Check the disk and the rights of the state folder.") from error
