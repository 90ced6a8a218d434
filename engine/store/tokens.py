"""Which visitor a token belongs to, since when, and until when; tokens as keyed hashes only.

A visitor's first token needs no row: its hash is his name everywhere else. Rows begin with the second one.
"""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass

from engine.store import consent_log
from engine.store.journal import Journal, Transaction

GRACE_MS = 7 * 86_400_000
"""For so long an old token works after the new one was first used: what other tabs still hold back is sent by then."""


@dataclass(frozen=True, slots=True)
class Held:
    """A token that works: whose it is, the how-manieth of his it is (0 first), since when it is in use (ms, 0 = not yet)
    and whether another one has taken its place."""

    visitor: str
    number: int
    since: int
    replaced: bool = False


def holder(journal: Journal, token: str, now: int) -> Held | None:
    """Whose token that hash stands for, None once it has ended. A hash that nobody knows stands for itself.

    Raises:
        StoreError: the journal cannot be read.
    """
    with journal.reading("Tokens") as connection:
        return _holder(connection, token, now)


def give(transaction: Transaction, held: Held, token: str) -> bool:
    """Note the hash of the token that follows `held`; the same again changes nothing. False, and nothing is noted, if the
    visitor's consent has ended since `held` was read."""
    if consent_log.standing(transaction, held.visitor) is None:
        return False
    rows: list[tuple[str, str, int, int | None]] = [(token, held.visitor, held.number + 1, None)]
    if held.number == 0:
        rows.append((held.visitor, held.visitor, 0, held.since))
    transaction.executemany("INSERT OR IGNORE INTO tokens (token, visitor, number, used) VALUES (?,?,?,?)", rows)
    return True


def first_used(transaction: Transaction, token: str, held: Held, now: int) -> None:
    """The visitor has his new token: the ones before it end after the grace."""
    transaction.execute("UPDATE tokens SET used = ? WHERE token = ? AND used IS NULL", (now, token))
    transaction.execute("UPDATE tokens SET until = ? WHERE visitor = ? AND number < ? AND until IS NULL",
                        (now + GRACE_MS, held.visitor, held.number))


def _holder(connection: sqlite3.Connection, token: str, now: int) -> Held | None:
    row = connection.execute("SELECT visitor, number, used, until FROM tokens WHERE token = ?", (token,)).fetchone()
    if row is None:
        first = connection.execute("SELECT min(at) FROM consents WHERE visitor = ? AND action = 'grant'", (token,)).fetchone()
        return Held(token, 0, first[0] or now)
    visitor, number, used, until = row
    return None if until is not None and until <= now else Held(visitor, number, used or 0, until is not None)
