"""What is left of an event when nobody agreed to be recognised: what happened, and nothing about whom."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Any

from engine.events.schema import Given
from engine.store.log import Entry
from engine.visitors.not_buying import typed_as

# words of a small vocabulary that say what happened; anything longer or freer could name a person
_KEPT = frozenset({"role", "previous", "how", "answer", "step", "ladder", "from", "to", "lang", "frame", "helpful",
                   "reason", "near", "not_buying"})
_WORD = re.compile(r"[a-z][a-z0-9_]{0,31}\Z")


def without_identity(given: Given) -> Given:
    """Without question text, free properties and anything that could single somebody out.

    Of the text stays whether a student or an applicant asks like that, so that the question counts in no figure.
    """
    return replace(given, query=None, properties=_remaining(given.query, given.properties))


def for_reports(entry: Entry) -> Entry:
    """The entry as reports may see it: who did not agree to measurement counts in them as anybody does."""
    if "unmeasured" not in entry.flags:
        return entry
    return replace(entry, visitor=None, query=None, properties=_remaining(entry.query, entry.properties))


def remains(event: dict[str, Any], *, identified: bool) -> dict[str, Any]:
    """What quarantine keeps of an event that could not be read: short texts of known fields."""
    names = ("type", "at", "document", "passage", "slot", "decision", *(("query",) if identified else ()))
    return {name: event[name][:200].encode("utf-8", "replace").decode()
            for name in names if isinstance(event.get(name), str)}


def _remaining(query: str | None, properties: dict[str, Any]) -> dict[str, Any]:
    kept = {name: value for name, value in properties.items() if _harmless(name, value)}
    kind = typed_as(query) if query else ""
    return {**kept, "not_buying": kind} if kind else kept


def _harmless(name: str, value: object) -> bool:
    if name not in _KEPT:
        return False
    return isinstance(value, bool | int) or (isinstance(value, str) and bool(_WORD.match(value)))
