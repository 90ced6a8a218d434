"""Who turned out not to be buying: visitors, and single decisions of people who are not recognised. Bounded by retention."""

from __future__ import annotations

from collections.abc import Iterable

from engine.store.journal import Journal, Transaction


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
        sql = ("SELECT d.id, (SELECT kind FROM no_customers WHERE unit IN (d.id, d.visitor) LIMIT 1) AS kind "
               "FROM decisions d WHERE d.id IN ({ids}) AND kind IS NOT NULL")
        return {row[0]: row[1] for row in self._journal.rows_among(sql, decisions)}

    def found_since(self, after: int, limit: int = 100) -> list[tuple[int, list[str]]]:
        """Marks after a position, oldest first: position and the decisions that it concerns now."""
        units = self._journal.rows("SELECT seq, unit FROM no_customers WHERE seq > ? ORDER BY seq LIMIT ?", (after, limit))
        sql = "SELECT id FROM decisions WHERE id = ? UNION SELECT id FROM decisions WHERE visitor = ?"
        return [(seq, [row[0] for row in self._journal.rows(sql, (unit, unit))]) for seq, unit in units]

    def units(self) -> list[str]:
        """Everything that reports leave out: marked visitors, marked decisions, and the decisions of marked visitors.

        Who does not agree to be in reports is named by his decisions alone.
        """
        rows = self._journal.rows(
            "SELECT unit FROM no_customers LEFT JOIN visitors ON visitor = unit "
            "WHERE visitor IS NULL OR ' ' || purposes || ' ' LIKE '% measurement %' "
            "UNION SELECT d.id FROM no_customers JOIN decisions d ON d.visitor = unit")
        return [row[0] for row in rows]

    def kind_of(self, unit: str) -> str | None:
        """As the function of that name."""
        with self._journal.reading() as connection:
            return kind_of(connection, unit)
