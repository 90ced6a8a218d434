"""Who consented to what, who took it back, and whose data must not come back."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from engine.store import accounts
from engine.store.journal import Journal, Transaction

DAY_MS = 86_400_000
_WHAT = "Consent"
RECOGNISING = frozenset({"personalisation", "measurement"})
"""Purposes for which what somebody does on the pages may be kept under his keyed hash; the others need his address only."""


@dataclass(frozen=True, slots=True)
class Consent:
    """A living consent: `version` of the text, `purposes` agreed to, `granted` and `seen` in ms (seen to the day)."""

    visitor: str
    version: str
    purposes: frozenset[str]
    granted: int
    seen: int

    def recognises(self, version: str) -> bool:
        """Whether it allows to keep what he does and asks, under this version of the text."""
        return self.version == version and bool(self.purposes & RECOGNISING)

    @property
    def unmeasured(self) -> bool:
        """Whether he may be in reports only as anybody."""
        return "measurement" not in self.purposes


def standing(transaction: Transaction, visitor: str) -> Consent | None:
    """The consent of that visitor at this moment of the log, None without one."""
    row = transaction.execute(
        "SELECT visitor, version, purposes, granted, seen FROM visitors WHERE visitor = ?", (visitor,)
    ).fetchone()
    return Consent(row[0], row[1], frozenset(row[2].split()), row[3], row[4]) if row else None


def grant(transaction: Transaction, visitor: str, now: int, version: str, purposes: Iterable[str]) -> bool:
    """Record a yes; False if this visitor was erased: then only a new token can begin again."""
    if erased(transaction, visitor):
        return False
    words = " ".join(sorted(set(purposes)))
    _prove(transaction, visitor, now, "grant", version, words)
    transaction.execute(
        "INSERT INTO visitors (visitor, version, purposes, granted, seen) VALUES (?,?,?,?,?) ON CONFLICT (visitor) "
        "DO UPDATE SET version = excluded.version, purposes = excluded.purposes, granted = excluded.granted",
        (visitor, version, words, now, now - now % DAY_MS),
    )
    if "personalisation" not in words:
        forget(transaction, visitor, now)
    return True


def touch(transaction: Transaction, consent: Consent, now: int) -> None:
    """Note that the visitor was here today; one write a day."""
    today = now - now % DAY_MS
    if consent.seen < today:
        transaction.execute("UPDATE visitors SET seen = ? WHERE visitor = ?", (today, consent.visitor))


def erase(transaction: Transaction, visitor: str, now: int, why: str, version: str = "") -> int:
    """Remove every row of a visitor and leave a tombstone; returns how many rows went.

    The proof of consent stays, and the tombstone: keyed hashes that lead to nothing any more. So does his hash as the
    account of those he brought: their treatment is drawn by it.
    """
    known = standing(transaction, visitor) is not None
    gone = 0
    for table in ("entries", "decisions", "quarantine"):
        gone += transaction.execute(f"DELETE FROM {table} WHERE visitor = ?", (visitor,)).rowcount  # noqa: S608
    transaction.execute("DELETE FROM visitors WHERE visitor = ?", (visitor,))
    transaction.execute("DELETE FROM no_customers WHERE unit = ?", (visitor,))
    transaction.execute("DELETE FROM tokens WHERE visitor = ?", (visitor,))
    transaction.execute("DELETE FROM accounts WHERE visitor = ?", (visitor,))
    if known:
        _prove(transaction, visitor, now, why, version, "")
    transaction.execute("INSERT INTO erasures (visitor, at, why, rows) VALUES (?,?,?,?) ON CONFLICT (visitor) "
                        "DO UPDATE SET rows = rows + excluded.rows", (visitor, now, why, gone))
    forget(transaction, visitor, now)
    return gone


def forget(transaction: Transaction, visitor: str, now: int) -> None:
    """Ask the projector to drop the visitor's profile."""
    transaction.execute("INSERT INTO forget (visitor, at) VALUES (?, ?) ON CONFLICT (visitor) DO UPDATE "
                        "SET at = excluded.at", (visitor, now))


def forgotten(transaction: Transaction, visitors: Iterable[tuple[str, int]]) -> None:
    """The projector dropped these profiles as asked at these moments."""
    transaction.executemany("DELETE FROM forget WHERE visitor = ? AND at = ?", visitors)


def erased(transaction: Transaction, visitor: str) -> bool:
    """Whether there is a tombstone."""
    return transaction.execute("SELECT 1 FROM erasures WHERE visitor = ?", (visitor,)).fetchone() is not None


def _prove(transaction: Transaction, visitor: str, now: int, action: str, version: str, purposes: str) -> None:
    transaction.execute("INSERT INTO consents (visitor, at, action, version, purposes) VALUES (?,?,?,?,?)",
                        (visitor, now, action, version, purposes))


class ConsentLog:
    """Reading side.

    Raises (every method):
        StoreError: the file cannot be read.
    """

    def __init__(self, journal: Journal) -> None:
        self._journal = journal

    def standing(self, visitor: str) -> Consent | None:
        """The living consent of a visitor."""
        with self._journal.reading(_WHAT) as connection:
            return standing(connection, visitor)

    def agreed(self, visitors: Iterable[str], version: str, purpose: str) -> set[str]:
        """Those of the visitors who agree to the purpose under this version of the text."""
        return {v for v in set(visitors)
                if (c := self.standing(v)) and c.version == version and purpose in c.purposes}

    def account_of(self, visitor: str) -> str:
        """The first sender of the account a visitor joined, "" without one."""
        with self._journal.reading(_WHAT) as connection:
            return accounts.account_of(connection, visitor)

    def erased(self, visitor: str) -> bool:
        """Whether there is a tombstone."""
        with self._journal.reading(_WHAT) as connection:
            return erased(connection, visitor)

    def proofs(self, visitor: str) -> list[dict[str, Any]]:
        """What was declared when, oldest first."""
        sql = "SELECT at, action, version, purposes FROM consents WHERE visitor = ? ORDER BY seq"
        rows = self._journal.rows(sql, [visitor], _WHAT)
        return [dict(zip(("at", "action", "version", "purposes"), row, strict=True)) for row in rows]

    def to_forget(self, limit: int = 500) -> list[tuple[str, int]]:
        """Profiles that still have to be dropped: visitor, moment of the request."""
        rows = self._journal.rows("SELECT visitor, at FROM forget ORDER BY at LIMIT ?", [limit], _WHAT)
        return [(row[0], row[1]) for row in rows]
