"""Reads a golden set in the contract's format, with a map file for foreign ids."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import yaml

from engine.errors import InvalidInput
from engine.ranking.request import Request
from engine.retrieval.release import Release
from engine.taxonomy.event_types import TYPES
from engine.visitors.models import UNKNOWN, Clue

_GOLD = ("passages", "top3_any", "not_first", "no_repeat", "never")
_CLUES = {"declared_role", "job_title", "industry", "query", "document", "pages_read", "events", "now_day", "language",
          "journey"}
# how people who write golden sets call what the engine knows under another name; a map file comes first
_EVENTS = {
    "search": "question", "downloaded": "download", "shared": "share", "forwarded": "pass_on", "pricing_viewed": "pricing_view",
    "contact": "contact_form", "demo": "contact_form", "demo_request": "contact_form", "offer_request": "contact_form",
    "quote_request": "contact_form", "login": "customer_login", "logged_in": "customer_login",
    "logged_in_customer": "customer_login",
}


@dataclass(frozen=True)
class Case:
    """One situation and what a careful colleague would accept; empty = not scored."""

    id: str
    group: str
    request: Request
    roles: tuple[str, ...] = ()
    phases: tuple[str, ...] = ()
    best: str = ""
    no_answer: bool = False
    gold: dict[str, tuple[str, ...]] = field(default_factory=dict)


def read_cases(path: Path, now: datetime, map_path: Path | None = None) -> list[Case]:
    """All cases of a YAML file.

    Args:
        now: the moment of the current visit; days of the past are counted back from it.
        map_path: YAML with `roles`, `phases`, `events`: foreign id -> own id; default `map.yaml` beside the cases.

    Raises:
        InvalidInput: the file cannot be read or a case is not of the format.
    """
    try:
        entries = yaml.safe_load(path.read_text(encoding="utf-8"))
        beside = map_path or path.with_name("map.yaml")
        names = yaml.safe_load(beside.read_text(encoding="utf-8")) if beside.exists() else {}
        return [_case(entry, names or {}, now) for entry in entries]
    except (OSError, yaml.YAMLError, KeyError, TypeError, AttributeError, ValueError) as error:
        raise InvalidInput(f"The golden set cannot be read: {error!r}", where=str(path),
                           fix="Each case needs id, group, clues and gold.") from error


def _case(entry: dict[str, Any], names: dict[str, dict[str, str]], now: datetime) -> Case:
    clues, gold = entry.get("clues") or {}, entry.get("gold") or {}
    roles, phases = names.get("roles", {}), names.get("phases", {})
    unknown = set(clues) - _CLUES
    if unknown:
        raise ValueError(f"case {entry['id']}: unknown clues {sorted(unknown)}")
    declared = clues.get("declared_role") or ""
    request = Request(
        role=roles.get(declared, declared), lang=entry.get("language") or "", slots=5,
        query=clues.get("query") or "", document=clues.get("document") or "", industry=clues.get("industry") or "",
        job_title=clues.get("job_title") or "", history=_history(clues, names.get("events", {}), now), now=now,
        journey=clues.get("journey") or "",
    )
    return Case(
        id=entry["id"], group=entry["group"], request=request,
        roles=tuple(roles.get(r, r) for r in _list(gold.get("role"))),
        phases=tuple(phases.get(p, p) for p in _list(gold.get("phase"))),
        best=gold.get("best") or "", no_answer=gold.get("answer") == "none",
        gold={**{key: tuple(_list(gold.get(key))) for key in _GOLD}, "no_repeat": _read(gold, clues)},
    )


def unknown_events(cases: list[Case]) -> list[str]:
    """Types of events that the engine does not know; of such events only text and document count."""
    return sorted({clue.type for case in cases for clue in case.request.history} - TYPES)


def unknown_names(cases: list[Case], release: Release) -> list[str]:
    """What the golden set names and the library and its taxonomy have not: such a case can only fail."""
    places = {passage.section for passage in release.passages} | {document.path for document in release.documents}
    found = []
    for case in cases:
        named = [*(place for places_of in case.gold.values() for place in places_of), *([case.best] if case.best else []),
                 *(clue.document for clue in case.request.history if clue.document),
                 *([case.request.document] if case.request.document else [])]
        labels = [*(role for role in case.roles if role not in release.taxonomy.roles),
                  *(phase for phase in case.phases if phase not in release.taxonomy.phases)]
        strange = [*(place for place in named if place not in places), *(label for label in labels if label != UNKNOWN)]
        found += [f"{case.id}: {name}" for name in dict.fromkeys(strange)]
    return found


def _read(gold: dict[str, Any], clues: dict[str, Any]) -> tuple[str, ...]:
    """`no_repeat` is a list, or true for everything in `pages_read`."""
    if gold.get("no_repeat") is True:
        return tuple(page["file"] for page in clues.get("pages_read") or [])
    return tuple(_list(gold.get("no_repeat")))


def _history(clues: dict[str, Any], events: dict[str, str], now: datetime) -> tuple[Clue, ...]:
    pages, happened = clues.get("pages_read") or [], clues.get("events") or []
    days = [entry.get("day", 1) for entry in [*pages, *happened]]
    today = clues.get("now_day", max(days, default=1))

    def at(day: float, order: int) -> datetime:
        # within a day the given order counts, minutes apart, all before the current moment
        return now - timedelta(days=today - day) - timedelta(minutes=2 * (len(pages) + len(happened) - order))

    seen = [Clue("view", at(p.get("day", 1), i), document=p["file"]) for i, p in enumerate(pages)]
    seen += [
        Clue(events.get(e["type"], _EVENTS.get(e["type"], e["type"])), at(e.get("day", today), len(pages) + i),
             document=e.get("file") or "", query=e.get("text") or "")
        for i, e in enumerate(happened)
    ]
    return tuple(seen)


def _list(value: Any) -> list[str]:
    if value is None or isinstance(value, bool):
        return []
    return [value] if isinstance(value, str) else [str(entry) for entry in value]
