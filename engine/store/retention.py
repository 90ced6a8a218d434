"""Deleting by age, a bounded number of rows at a time."""

from __future__ import annotations

from collections.abc import Callable

from engine.store import consent_log
from engine.store.journal import Transaction

Work = Callable[[Transaction, int, int], int]
"""(transaction, limit in ms, now in ms) -> rows touched; 0 when nothing is left."""

_ROWS = 2000


def end_visitors(transaction: Transaction, limit: int, now: int) -> int:
    """Erase visitors who were not here since the limit."""
    rows = transaction.execute("SELECT visitor FROM visitors WHERE seen < ? LIMIT 100", (limit,)).fetchall()
    for (visitor,) in rows:
        consent_log.erase(transaction, visitor, now, "expired")
    return len(rows)


def anonymise(transaction: Transaction, limit: int, now: int) -> int:
    """Take visitor, words and decision from events older than the limit; that something happened stays."""
    return transaction.execute(
        "UPDATE entries SET visitor = NULL, query = NULL, properties = NULL, decision = NULL WHERE seq IN "
        "(SELECT seq FROM entries WHERE received < ? AND visitor IS NOT NULL LIMIT ?)", (limit, _ROWS),
    ).rowcount


def drop_events(transaction: Transaction, limit: int, now: int) -> int:
    """Delete events older than the limit."""
    return _drop(transaction, "entries", "seq", "received < ?", limit)


def drop_decisions(transaction: Transaction, limit: int, now: int) -> int:
    """Delete decisions older than the limit."""
    return _drop(transaction, "decisions", "id", "at < ?", limit)


def drop_marks(transaction: Transaction, limit: int, now: int) -> int:
    """Forget who was last seen not to be buying before the limit; the decisions it was about are gone by then."""
    return _drop(transaction, "no_customers", "seq", "at < ?", limit)


def drop_quarantined(transaction: Transaction, limit: int, now: int) -> int:
    """Delete what was put aside before the limit."""
    return _drop(transaction, "quarantine", "seq", "received < ?", limit)


def drop_ids(transaction: Transaction, limit: int, now: int) -> int:
    """Forget ids whose seven days are over."""
    return _drop(transaction, "seen", "key", "until < ?", limit)


def drop_proofs(transaction: Transaction, limit: int, now: int) -> int:
    """Delete proofs of consents that ended, and of erasures, before the limit."""
    ended = "at < ? AND visitor NOT IN (SELECT visitor FROM visitors)"
    return _drop(transaction, "consents", "seq", ended, limit) + _drop(
        transaction, "erasures", "visitor", "at < ?", limit)


def drop_questions(transaction: Transaction, limit: int, now: int) -> int:
    """Delete counts of questions last asked before the limit."""
    return _drop(transaction, "asked", "key", "day < date(? / 1000, 'unixepoch')", limit)


def give_space_back(transaction: Transaction) -> None:
    """Return free pages to the file system."""
    transaction.execute("PRAGMA incremental_vacuum(2000)").fetchall()


def _drop(transaction: Transaction, table: str, key: str, where: str, limit: int) -> int:
    sql = f"DELETE FROM {table} WHERE {key} IN (SELECT {key} FROM {table} WHERE {where} LIMIT {_ROWS})"  # noqa: S608
    return transaction.execute(sql, (limit,)).rowcount
