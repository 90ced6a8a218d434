"""What is left of an event when nobody agreed to be recognised: what happened, and nothing about whom."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from typing import Any

from engine.events.schema import Given
from engine.events.timing import milliseconds
from engine.store.log import Entry
from engine.visitors.not_buying import typed_as

# words of a small vocabulary that say what happened; anything longer or freer could name a person
_KEPT = frozenset({"role", "previous", "how", "answer", "step", "ladder", "from", "to", "lang", "frame", "helpful",
                   "reason", "near", "not_buying"})
_SLOTS = frozenset({"main", "next", "proof", "common", "answer"})
_MOST_DIGITS, _MOST_VALUE, _MOST_FLAG = 3, 1e6, 10  # longer numbers may be somebody's, such as of a telephone
_WORD = re.compile(r"[a-z][a-z0-9_]{0,31}\Z")
_QUOTED = re.compile(r"""'((?:[^'\\]|\\.)*)'|"((?:[^"\\]|\\.)*)\"""")


Held = Callable[[str], bool]  # whether the library has a document or passage of that address


def without_identity(given: Given, *, ours: bool, held: Held | None = None, server: bool = False) -> Given:
    """Without question text, free properties and anything that could single somebody out.

    Of the text stays whether a student or an applicant asks like that, so that the question counts in no figure.

    Args:
        ours: the decision it quotes was made by this service; any other text there could be a name for somebody.
        held: as what it is about, only what the library has is kept; without it, whatever is no address of a person.
        server: the operator's own systems sent it, whose figures are sums and not somebody's number.
    """
    return replace(given, query=None, properties=_remaining(given.query, given.properties),
                   value=given.value if server else _plain(given.value),
                   decision=given.decision if ours else None, slot=_slot(given.slot), document=_content(given.document, held),
                   passage=_content(given.passage, held))


def for_reports(entry: Entry) -> Entry:
    """The entry as reports may see it: who did not agree to measurement counts in them as anybody does."""
    if "unmeasured" not in entry.flags:
        return entry
    return replace(entry, visitor=None, query=None, properties=_remaining(entry.query, entry.properties))


def remains(event: dict[str, Any], *, identified: bool, held: Held | None = None) -> dict[str, Any]:
    """What quarantine keeps of an event that could not be read: short texts of known fields."""
    names = ("type", "at", "document", "passage", "slot", "decision", "query")
    kept = {name: event[name][:200].encode("utf-8", "replace").decode()
            for name in names if isinstance(event.get(name), str)}
    if identified:
        return kept
    checked = {"type": _word(kept.get("type")), "at": _moment(kept.get("at")), "document": _content(kept.get("document"), held),
               "passage": _content(kept.get("passage"), held), "slot": _slot(kept.get("slot"))}
    return {name: text for name, text in checked.items() if text}


def reason(text: str, *, identified: bool) -> str:
    """Why an event was refused, as quarantine keeps it: of what the sender wrote only single words, without consent."""
    return text if identified else _QUOTED.sub(lambda found: found[0] if _word(found[1] or found[2]) else "'…'", text)


def _word(text: str | None) -> str | None:
    return text if text and _WORD.match(text) else None


def _slot(text: str | None) -> str | None:
    return text if text in _SLOTS else None


def _content(text: str | None, held: Held | None) -> str | None:
    """The name of a document or passage; an address of a person is none."""
    return text if text and "@" not in text and (held is None or held(text)) else None


def _plain(value: float) -> float:
    """With three digits that count and no more than a million."""
    return min(max(float(f"{value:.{_MOST_DIGITS}g}"), -_MOST_VALUE), _MOST_VALUE)


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
    if isinstance(value, bool | int):
        return abs(value) <= _MOST_FLAG
    return isinstance(value, str) and bool(_WORD.match(value))
