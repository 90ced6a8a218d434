"""The comparison after a fault: acknowledged, logged, counted."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from engine.events.projector import wait_until
from engine.events.room import journal_path
from engine.events.running import projector
from engine.settings import Settings
from engine.store.embedded import EmbeddedStore
from engine.store.journal import Journal
from engine.store.log import EventLog
from engine.store.projection import Projection, patient_client


@dataclass
class Verdict:
    """One row of the table; `fine` is what decides the exit code."""

    case: str
    faults: int
    acknowledged: int = 0
    lost: int = 0
    twice: int = 0
    unknown: int = 0
    counted: int = -1
    note: str = ""
    failed: list[str] = field(default_factory=list)

    @property
    def fine(self) -> bool:
        """Nothing lost, nothing doubled, and the projection says the same."""
        same = self.counted in (-1, self.acknowledged)
        return not (self.lost or self.twice or self.unknown or self.failed) and same and self.acknowledged > 0


def compare(case: str, faults: int, var: Path, acked: list[str], *, settled: bool = True) -> Verdict:
    """Ids in the log against the ledger.

    Args:
        settled: the client has sent everything open again, so the log must hold exactly the ledger; else it may hold
            more, whose acknowledgement was cut off.
    """
    ids = Counter(entry.id for entry in EventLog(Journal(journal_path(var))).stream())
    wanted = set(acked)
    return Verdict(
        case, faults, acknowledged=len(wanted), lost=len(wanted - ids.keys()),
        twice=sum(count > 1 for count in ids.values()), unknown=len(ids.keys() - wanted) if settled else 0,
    )


def projected(settings: Settings) -> int:
    """Impressions the projection counts after it has caught up; -2 when it cannot."""
    store = EmbeddedStore(settings.var)
    store.start()
    try:
        if not wait_until(projector(settings), 120):
            return -2
        entries = EventLog(Journal(journal_path(settings.var))).stream()
        days = {datetime.fromtimestamp(entry.at / 1000, UTC).date().isoformat() for entry in entries}
        projection = Projection(patient_client(settings), settings.site)
        return sum(projection.counts(day).get("impression", 0) for day in days)
    finally:
        store.stop()
