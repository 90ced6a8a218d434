"""Lets go of what has been kept long enough; runs daily and on command."""

from __future__ import annotations

from dataclasses import asdict, dataclass

from engine.settings import Settings
from engine.store import retention
from engine.store.journal import Journal
from engine.store.log import milliseconds

_DAY = 86_400_000
_QUARANTINE_DAYS = 30


@dataclass(frozen=True)
class Released:
    """How many rows of each kind went or lost their visitor."""

    visitors: int
    anonymised: int
    events: int
    decisions: int
    quarantined: int
    ids: int
    proofs: int
    questions: int
    marks: int

    def as_data(self) -> dict[str, int]:
        """For JSON."""
        return asdict(self)


def let_go(journal: Journal, settings: Settings) -> Released:
    """Apply every limit once.

    Raises:
        StoreError: the journal cannot be written; run it again.
    """
    now = milliseconds()

    def before(days: int) -> int:
        return now - days * _DAY

    def repeat(work: retention.Work, limit: int) -> int:
        """In small groups, so that events never wait for it."""
        total = 0
        while done := journal.write(lambda tx: work(tx, limit, now)):
            total += done
        return total

    released = Released(
        visitors=repeat(retention.end_visitors, before(settings.profile_days)),
        anonymised=repeat(retention.anonymise, before(settings.events_days)),
        events=repeat(retention.drop_events, before(settings.anonymous_days)),
        decisions=repeat(retention.drop_decisions, before(settings.events_days)),
        quarantined=repeat(retention.drop_quarantined, before(_QUARANTINE_DAYS)),
        ids=repeat(retention.drop_ids, now),
        proofs=repeat(retention.drop_proofs, before(settings.proof_days)),
        questions=repeat(retention.drop_questions, before(settings.anonymous_days)),
        marks=repeat(retention.drop_marks, before(settings.events_days)),
    )
    journal.write(retention.give_space_back)
    journal.shrink()
    journal.take_reserve()
    return released
