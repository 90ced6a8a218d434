"""All credits of a stretch of the log, without the store: for questions about the past that the store's bound cuts off."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice

from engine.events.attribution import Credit, credits_of, quoted
from engine.events.profiles import StoredProfile, fold
from engine.store.consent_log import ConsentLog
from engine.store.decision_log import DecisionLog
from engine.store.journal import Journal
from engine.store.log import Entry, EventLog

_BATCH = 1000
_MEMORY_MS = 30 * 86_400_000  # clicks before the stretch that journeys in it may be credited to
_NOBODY = StoredProfile()


def credited(journal: Journal, since: int, consent_version: str) -> Iterator[Credit]:
    """What the projector would have credited for events that happened at `since` (ms) or later, oldest entry first.

    Args:
        consent_version: journeys are known only of visitors whose consent to this text stands today.

    Raises:
        StoreError: the log cannot be read.
    """
    decisions, consents = DecisionLog(journal), ConsentLog(journal)
    journeys: dict[str, StoredProfile] = {}
    stream = EventLog(journal).stream(since=since - _MEMORY_MS)
    while entries := list(islice(stream, _BATCH)):
        agreed = consents.agreed((e.visitor for e in entries if e.visitor), consent_version, "personalisation")
        known = [(entry, _journey(journeys, entry, agreed)) for entry in entries]
        wanted = [(entry, journey) for entry, journey in known if entry.at >= since]
        records = decisions.get_many({name for entry, journey in wanted for name in quoted(entry, journey)})
        for entry, journey in wanted:
            yield from credits_of(entry, journey, records)


def _journey(journeys: dict[str, StoredProfile], entry: Entry, agreed: set[str]) -> StoredProfile:
    """What the visitor had followed before the entry; of a profile only that is needed, so only clicks are folded in."""
    if not entry.visitor or entry.visitor not in agreed:
        return _NOBODY
    before = journeys.get(entry.visitor, _NOBODY)
    if entry.type == "click":
        journeys[entry.visitor] = fold(before, entry)
    return before
