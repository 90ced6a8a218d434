"""What is left of an event when nobody agreed to be recognised: what happened, and nothing about whom."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Any

from engine.events.schema import Given
from engine.events.timing import milliseconds
from engine.store.log import Entry
from engine.visitors.not_buying import typed_as

# words of a small vocabulary that say what happened; anything longer or freer could name a person
_KEPT = frozenset({"role", "previous", "how", "answer", "step", "ladder", "from", "to", "lang", "frame", "helpful",
                   "reason", "near", "not_buying"})
_WORD = re.compile(r"[a-z][a-z0-9_]{0,31}\Z")
_QUOTED = re.compile(r"""'((?:[^'\\]|\\.)*)'|"((?:[^"\\]|\\.)*)\"""")


def without_identity(given: Given, *, ours: bool) -> Given:
    """Without question text, free properties and anything that could single somebody out.

    Of the text stays whether a student or an applicant asks like that, so that the question counts in no figure.

    Args:
        ours: the decision it quotes was made by this service; any other text there could be a name for somebody.
    """
    return replace(given, query=None, properties=_remaining(given.query, given.properties),
                   decision=given.decision if ours else None, slot=_word(given.slot), document=_content(given.document),
                   passage=_content(given.passage))


def for_reports(entry: Entry) -> Entry:
    """The entry as reports may see it: who did not agree to measurement counts in them as anybody does."""
    if "unmeasured" not in entry.flags:
        return entry
    return replace(entry, visitor=None, query=None, properties=_remaining(entry.query, entry.properties))


def remains(event: dict[str, Any], *, identified: bool) -> dict[str, Any]:
    """What quarantine keeps of an event that could not be read: short texts of known fields."""
    names = ("type", "at", "document", "passage", "slot", "decision", "query")
    kept = {name: event[name][:200].encode("utf-8", "replace").decode()
            for name in names if isinstance(event.get(name), str)}
    if identified:
        return kept
    checked = {"type": _word(kept.get("type")), "at": _moment(kept.get("at")), "document": _content(kept.get("document")),
               "passage": _content(kept.get("passage")), "slot": _word(kept.get("slot"))}
    return {name: text for name, text in checked.items() if text}


def reason(text: str, *, identified: bool) -> str:
    """Why an event was refused, as quarantine keeps it: of what the sender wrote only single words, without consent."""
    return text if identified else _QUOTED.sub(lambda found: found[0] if _word(found[1] or found[2]) else "'…'", text)


def _word(text: str | None) -> str | None:
    return text if text and _WORD.match(text) else None


def _content(text: str | None) -> str | None:
    """The name of a document or passage; an address is none."""
    return None if text and "@" in text else text


def _moment(text: str | None) -> str | None:
    try:
        return text if milliseconds(text) is not None else None
    except ValueError:
        return None


def _remaining(query: str | None, properties: dict[str, Any]) -> dict[str, Any]:
    kept = {name: value for name, value in properties.items() if _harmless(name, value)}
    kind = typed_as(query) if query else ""
    return {**kept, "not_buying": kind} if kind else kept


def _harmless(name: str, value: object) -> bool:
    if name not in _KEPT:
        return False
    return isinstance(value, bool | int) or (isinstance(value, str) and bool(_WORD.match(value)))
