"""Which shown item an event speaks about: the one it quotes, or the ones its visitor followed before."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from engine.events.profiles import Clicked, StoredProfile
from engine.store.log import Entry

_SAME_VISIT_MS = 30 * 60_000
_MEMORY_MS = 30 * 86_400_000
_OF_THE_DOCUMENT = frozenset({"dwell", "download", "share", "pass_on", "feedback", "search_return"})
_OF_THE_JOURNEY = frozenset({"contact_form", "conversion"})
Records = Mapping[str, dict[str, Any]]


@dataclass(frozen=True, slots=True)
class Credit:
    """One event credited to one item of one decision; `share` < 1 where several items led to it.

    No item is the sole cause of a conversion: all items followed within 30 days get equal shares. What causes what is
    for experiments to say.
    """

    seq: int
    at: int
    type: str
    value: float
    share: float
    decision: str
    policy: str
    release: str
    group: str
    role: str
    phase: str
    lang: str
    slot: str
    passage: str
    document: str
    propensity: float


def credits_of(entry: Entry, profile: StoredProfile, records: Records) -> list[Credit]:
    """The credits of one event; empty when it may not count for ranking.

    Args:
        profile: of the entry's visitor, empty without consent. records: the decisions that `quoted` named, if logged.
    """
    if "signed" in entry.flags:
        if entry.flags & {"repeat", "capped"}:
            return []
        direct = _credit(entry, entry.decision or "", entry.passage or "", entry.document or "", 1.0, records)
        return [direct] if direct else []
    led = _followed(entry, profile)
    found = [_credit(entry, one.decision, one.passage, one.document, 1 / len(led), records) for one in led]
    return [credit for credit in found if credit]


def quoted(entry: Entry, profile: StoredProfile) -> list[str]:
    """Ids of the decisions that are needed to credit the event."""
    if "signed" in entry.flags:
        return [entry.decision] if entry.decision else []
    return [one.decision for one in _followed(entry, profile)]


def _followed(entry: Entry, profile: StoredProfile) -> list[Clicked]:
    """The items that led here: the last one followed to this document, or all of the journey."""
    if entry.type in _OF_THE_DOCUMENT and entry.document:
        same = [c for c in profile.clicked if c.document == entry.document and 0 <= entry.at - c.at <= _SAME_VISIT_MS]
        return same[-1:]
    if entry.type in _OF_THE_JOURNEY:
        return [c for c in profile.clicked if 0 <= entry.at - c.at <= _MEMORY_MS]
    return []


def _credit(
    entry: Entry, decision: str, passage: str, document: str, share: float, records: Records
) -> Credit | None:
    record = records.get(decision)
    item = _item(record, passage, document, entry.slot if decision == entry.decision else None) if record else None
    if record is None or item is None:
        return None
    return Credit(
        seq=entry.seq, at=entry.at, type=entry.type, value=entry.value, share=share, decision=decision,
        policy=record["policy"], release=record["release"], group=record["group"], role=record["role"]["id"],
        phase=record["phase"]["id"], lang=record["lang"], slot=item["slot"], passage=item["passage"],
        document=item["document"], propensity=item["propensity"],
    )


def _item(record: dict[str, Any], passage: str, document: str, slot: str | None) -> dict[str, Any] | None:
    """The shown item an event means; None when the decision never showed that there."""
    for item in record["items"]:
        named = passage in (item["passage"], item["section"]) if passage else document == item["document"]
        if named and (slot is None or slot == item["slot"]):
            found: dict[str, Any] = item
            return found
    return None
