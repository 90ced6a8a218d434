"""Whose account a visitor belongs to: he came by a link that somebody passed on, before anything was his own."""

from __future__ import annotations

from engine.store.journal import Journal, Transaction

_NEW_MS = 1_800_000  # after he agreed to be recognised: the pause that ends a visit in reports


def join(transaction: Transaction, visitor: str, decision: str, now: int) -> None:
    """Put a new visitor into the account of the one whose decision was passed on to him.

    Only somebody new joins: who has an answer of his own, or agreed earlier than this visit, keeps the treatment he has
    seen. So nobody ever changes his treatment, chains end at their first sender, and circles cannot arise.

    Args:
        visitor: keyed hash of the receiver, who is recognised. decision: that the link carried; of somebody who is not
            recognised it leads to nobody. now: ms.
    """
    row = transaction.execute("SELECT visitor FROM decisions WHERE id = ?", (decision,)).fetchone()
    sender = row[0] if row else None
    if not sender or sender == visitor or not _new(transaction, visitor, now):
        return
    transaction.execute("INSERT OR IGNORE INTO accounts (visitor, account) VALUES (?, ?)",
                        (visitor, account_of(transaction, sender) or sender))


def account_of(transaction: Transaction, visitor: str) -> str:
    """The first sender of the account a visitor joined, "" for everybody who joined none."""
    row = transaction.execute("SELECT account FROM accounts WHERE visitor = ?", (visitor,)).fetchone()
    return str(row[0]) if row else ""


def members(journal: Journal) -> list[tuple[str, str]]:
    """Visitors who joined an account and agree to be in reports, each with its first sender.

    Raises:
        StoreError: the journal cannot be read.
    """
    rows = journal.rows("SELECT a.visitor, a.account, v.purposes FROM accounts a JOIN visitors v USING (visitor) ORDER BY 1")
    return [(visitor, account) for visitor, account, purposes in rows if "measurement" in purposes.split()]


def _new(transaction: Transaction, visitor: str, now: int) -> bool:
    sql = ("SELECT 1 FROM consents WHERE visitor = ? AND at < ? UNION ALL SELECT 1 FROM decisions WHERE visitor = ? LIMIT 1")
    return transaction.execute(sql, (visitor, now - _NEW_MS, visitor)).fetchone() is None
