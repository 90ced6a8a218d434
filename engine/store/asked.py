"""Questions without a person: counted by keyed hash; the words are kept only once several people asked the same."""

from __future__ import annotations

import hmac

from engine.store.journal import Transaction

ENOUGH = 5  # the smallest group that a report may show
MONTH_MS = 30 * 86_400_000
_LONGEST = 200


def plain(question: str) -> str:
    """The words by which two askings are the same."""
    return " ".join(question.lower().split())[:_LONGEST]


def count(transaction: Transaction, key: bytes, question: str, answer: str, now: int) -> None:
    """Count one asking; the caller sees to it that nobody counts twice.

    Below `ENOUGH` only a keyed hash is written, so a question that names somebody never is.
    """
    words = plain(question)
    kind = answer if answer in ("found", "none") else ""
    month = now // MONTH_MS  # counts start anew every 30 days, so that rare questions do not add up for ever
    hashed = hmac.digest(key, f"{month}|{kind}|{words}".encode(), "sha256")[:16]
    transaction.execute(
        "INSERT INTO asked (key, day, answer, times, text) VALUES (?, date(?, 'unixepoch'), ?, 1, NULL) "
        "ON CONFLICT (key) DO UPDATE SET times = times + 1, day = excluded.day, "
        "text = CASE WHEN times + 1 >= ? THEN ? ELSE NULL END",
        (hashed, now // 1000, kind, ENOUGH, words),
    )
