"""What an event may look like: types, fields, and the reason when something is wrong."""

from __future__ import annotations

import json
import math
import re
from dataclasses import dataclass
from typing import Any

from engine.events.timing import milliseconds
from engine.taxonomy.event_types import BROWSER_TYPES, SERVER_TYPES, TYPES

_ID = re.compile(r"[A-Za-z0-9_.:-]{1,64}\Z")
_NAME = re.compile(r"[A-Za-z][A-Za-z0-9_.-]{0,63}\Z")
_INVISIBLE = re.compile(r"[\x00-\x1f\x7f\ud800-\udfff]")
_LENGTHS = {"decision": 64, "document": 1024, "passage": 1600, "slot": 64}
_KNOWN = {"id", "type", "at", "value", "query", "properties", *_LENGTHS}
_MOST_BYTES = 32_768
_MOST_TEXT = 2000


class Malformed(ValueError):
    """The event is not of the form it must have; the text says why, for the sender."""


@dataclass(frozen=True, slots=True)
class Given:
    """One event as it was sent, checked; `at` in ms by the sender's clock."""

    id: str
    type: str
    at: int | None
    decision: str | None
    document: str | None
    passage: str | None
    slot: str | None
    value: float
    query: str | None
    properties: dict[str, Any]


def parse(event: object, *, server: bool = False) -> Given:
    """Check one event.

    Args:
        server: sent with a secret key, so types that only servers know are allowed, and `not_buying` is believed.

    Raises:
        Malformed: with the reason.
    """
    if not isinstance(event, dict):
        raise Malformed("an event must be a JSON object")
    unknown = sorted(str(name)[:40] for name in event.keys() - _KNOWN)
    if unknown:
        raise Malformed(f"unknown field {unknown[0]!r}")
    if _size(event) > _MOST_BYTES:
        raise Malformed(f"larger than {_MOST_BYTES} bytes")
    properties = _properties(event.get("properties"))
    if not server:
        properties.pop("not_buying", None)  # who has no secret key could end the learning from anybody's visits with it
    query = _text(event, "query", _MOST_TEXT)
    if query is None and isinstance(properties.get("query"), str):
        query = str(properties.pop("query"))[:_MOST_TEXT] or None
    kind = _type(event.get("type"), server)
    return Given(
        id=identity(event), type=kind, at=_at(event.get("at")), value=_value(event.get("value"), kind), query=query,
        properties=properties,
        **{name: _text(event, name, most) for name, most in _LENGTHS.items()},
    )


def identity(event: object) -> str:
    """The event's id.

    Raises:
        Malformed: it has none that could be counted once.
    """
    found = event.get("id") if isinstance(event, dict) else None
    if not isinstance(found, str) or not _ID.match(found):
        raise Malformed("'id' must be 1 to 64 letters, digits or _ . : - such as a UUID")
    return found


def shown_id(event: object) -> str:
    """Something to call the event by in an answer, also when its id is unusable."""
    found = event.get("id") if isinstance(event, dict) else None
    return _INVISIBLE.sub("?", found)[:64] if isinstance(found, str) else ""


def _type(found: object, server: bool) -> str:
    if found is None:
        raise Malformed(f"'type' is missing; one of {', '.join(sorted(BROWSER_TYPES))}")
    if not isinstance(found, str) or found not in TYPES:
        raise Malformed(f"unknown type {str(found)[:40]!r}; one of {', '.join(sorted(BROWSER_TYPES))}")
    if found in SERVER_TYPES and not server:
        raise Malformed(f"type {found!r} needs a secret key")
    return found


def _at(found: object) -> int | None:
    try:
        return milliseconds(found)
    except ValueError as error:
        raise Malformed(str(error)) from error


def _text(event: dict[str, Any], name: str, most: int) -> str | None:
    found = event.get(name)
    if found is None or found == "":
        return None
    if not isinstance(found, str) or len(found) > most:
        raise Malformed(f"'{name}' must be text of at most {most} characters")
    if name != "query" and _INVISIBLE.search(found):
        raise Malformed(f"'{name}' holds control characters")
    return found.encode("utf-8", "replace").decode()


def _value(found: object, kind: str) -> float:
    if found is None:
        return 1.0
    if isinstance(found, bool) or not isinstance(found, int | float) or not abs(found) <= 1e12:
        raise Malformed("'value' must be a number between -1e12 and 1e12")
    if kind == "dwell" and found < 0:
        raise Malformed("'value' of a dwell is seconds, at least 0")
    if kind == "conversion" and found < 0:
        raise Malformed("'value' of a conversion is what it is worth, at least 0; a loss is told as revenue, with a secret key")
    return float(found)


def _properties(found: object) -> dict[str, Any]:
    if found is None:
        return {}
    if not isinstance(found, dict) or len(found) > 32:
        raise Malformed("'properties' must be an object of at most 32 names")
    for name, value in found.items():
        if not isinstance(name, str) or not _NAME.match(name):
            raise Malformed(f"property name {str(name)[:40]!r} must be a word")
        if not isinstance(value, str | int | float | bool | None):
            raise Malformed(f"property {name!r} must be text, a number, true, false or null")
        if isinstance(value, float) and not math.isfinite(value):
            raise Malformed(f"property {name!r} must be a finite number")
        if isinstance(value, str) and len(value) > _MOST_TEXT:
            raise Malformed(f"property {name!r} is longer than {_MOST_TEXT} characters")
    return {name: value.encode("utf-8", "replace").decode() if isinstance(value, str) else value
            for name, value in found.items()}


def _size(event: dict[str, Any]) -> int:
    try:
        return len(json.dumps(event, ensure_ascii=False, default=str))
    except (RecursionError, ValueError) as error:
        raise Malformed("nested too deeply") from error
