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
_OF_THE_DECISION = frozenset({"feedback", "question"})  # speak about an answer as a whole when they name no item
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

    An event that names a shown item of a decision it quotes speaks about that item. Otherwise an answered question counts
    for the item that was shown first for it, and everything else for what its visitor followed before.

    Args:
        profile: of the entry's visitor, empty without consent. records: the decisions that `quoted` named, if logged.
    """
    if "crowded" in entry.flags or ("signed" in entry.flags and entry.flags & {"repeat", "capped"}):
        return []
    if "signed" in entry.flags:
        direct = _credit(entry, entry.decision or "", entry.passage or "", entry.document or "", 1.0, records)
        if direct:
            return [direct]
    if entry.type == "question":
        if not _answered(entry):
            return []
        shown = _shown_for(entry, records)
        if shown:
            return [shown]
    led = _followed(entry, profile)
    found = [_credit(entry, one.decision, one.passage, one.document, 1 / len(led), records) for one in led]
    return [credit for credit in found if credit]


def quoted(entry: Entry, profile: StoredProfile) -> list[str]:
    """Ids of the decisions that are needed to credit the event."""
    own = [entry.decision] if entry.decision and _ours(entry) else []
    return list(dict.fromkeys([*own, *(one.decision for one in _followed(entry, profile))]))


def _ours(entry: Entry) -> bool:
    """Whether the decision it quotes is surely one of this service: signed, or written by the decision itself."""
    return "signed" in entry.flags or (entry.type == "question" and "derived" in entry.flags)


def _answered(entry: Entry) -> bool:
    return entry.value > 0 and entry.properties.get("answer") != "none"


def _shown_for(entry: Entry, records: Records) -> Credit | None:
    """The first item of a decision that was made for the question and answered it; None for one made without words."""
    record = records.get(entry.decision or "") if _ours(entry) else None
    if record is None or record.get("answer") != "found" or not record["items"]:
        return None
    first = record["items"][0]
    return _credit(entry, entry.decision or "", first["passage"], first["document"], 1.0, records)


def _followed(entry: Entry, profile: StoredProfile) -> list[Clicked]:
    """The items that led here: the last one followed to this document, of this visit, or all of the journey."""
    before = [c for c in profile.clicked if 0 <= entry.at - c.at <= _MEMORY_MS]
    visit = [c for c in before if entry.at - c.at <= _SAME_VISIT_MS]
    if entry.type in _OF_THE_DOCUMENT and entry.document:
        return [c for c in visit if c.document == entry.document][-1:]
    if entry.type in _OF_THE_DECISION:
        same = [c for c in visit if _ours(entry) and c.decision == entry.decision]
        return (same or (visit if entry.type == "question" else []))[-1:]
    if entry.type in _OF_THE_JOURNEY:
        return before
    if entry.type == "return_visit":
        return [c for c in before if entry.at - c.at > _SAME_VISIT_MS]  # what he saw then brought him back
    return []


def _credit(
    entry: Entry, decision: str, passage: str, document: str, share: float, records: Records
) -> Credit | None:
    record = records.get(decision)
    item = _item(record, passage, document, entry.slot if decision == entry.decision else None) if record else None
    if record is None or item is None:
        return None
    value = float(_answered(entry)) if entry.type == "question" else entry.value
    return Credit(
        seq=entry.seq, at=entry.at, type=entry.type, value=value, share=share, decision=decision,
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
