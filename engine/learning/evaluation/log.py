"""Logged decisions for evaluation: from a file of JSON lines, or from this instance's own log."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from engine.errors import InvalidInput
from engine.learning.policy import Arm, Context, Page
from engine.learning.rewards import Till, page_kind, teaches


@dataclass(frozen=True)
class Logged:
    """One decision for the main slot.

    Attributes:
        arms, standings: what could have been chosen. probabilities: of each, as logged. at: position of the shown one.
        reward: 0..1. when: moment. pages: what was drawn between, an own and the neutral page; None = not known.
    """

    arms: tuple[Arm, ...]
    standings: tuple[float, ...]
    probabilities: tuple[float, ...]
    context: Context
    at: int
    reward: float
    when: datetime
    pages: tuple[Page, Page] | None = None


def read_file(path: Path) -> Iterator[Logged]:
    """JSON lines, one decision each:
    {"context": {"role", "phase", "kind"}, "arms": [{"passage", "document", "type", "facets": {name: weight}, "audience",
    "stage", "themes"}], "standings": [], "probabilities": [], "chosen": 0, "reward": 0.0, "at": "2026-11-21T10:00:00Z"};
    of an arm only "passage" is needed; "neutral": true marks what the neutral page shows first. Whole pages are not told, so
    caution compares main items alone.

    Raises:
        InvalidInput: a line is not of this form.
    """
    with path.open(encoding="utf-8") as file:
        for number, line in enumerate(file, 1):
            if line.strip():
                try:
                    yield _from_data(json.loads(line))
                except (ValueError, KeyError, TypeError, IndexError) as error:
                    raise InvalidInput(f"The line is no logged decision: {error!r}.", where=f"{path}:{number}",
                                       fix="See engine/learning/evaluation/log.py for the form of a line.") from error


def from_records(
    records: Iterable[Mapping[str, Any]], credits: Iterable[Mapping[str, Any]], till: Till, arm_of: Callable[[str], Arm]
) -> tuple[list[Logged], int]:
    """From the decision log and the credited events; only decisions in which something was drawn, and was seen.

    Args:
        credits: `engine.events.attribution.Credit` as data, in any order. arm_of: the arm of a passage.

    Returns:
        The decisions, and how many more there were of visitors who are not buying; those are left out.
    """
    found, left_out = list[Logged](), 0
    earned: dict[str, float] = {}
    for credit in credits:
        if credit["slot"] == "main":
            told = till.outcome(credit, arm_of(str(credit["passage"])), None)
            earned[str(credit["decision"])] = earned.get(str(credit["decision"]), 0.0) + (told.reward if told else 0.0)
    for record in records:
        draw, items = record.get("draw") or {}, record["items"]
        if record["id"] not in earned or not draw or not items or items[0]["passage"] not in draw["passages"]:
            continue
        if not teaches(record):
            left_out += 1
            continue
        found.append(Logged(
            tuple(replace(arm_of(passage), neutral=passage in draw.get("neutral", ())) for passage in draw["passages"]),
            tuple(draw["standings"]), tuple(draw["probabilities"]),
            Context(record["role"]["id"], record["phase"]["id"], page_kind(record)), draw["passages"].index(items[0]["passage"]),
            earned[record["id"]], datetime.fromtimestamp(record["at"] / 1000, UTC), _pages(draw, arm_of),
        ))
    return found, left_out


def _pages(draw: Mapping[str, Any], arm_of: Callable[[str], Arm]) -> tuple[Page, Page] | None:
    """The pages of a record's draw, None where they are missing or not of the form of `engine.ranking.explore`."""
    def page(items: Sequence[Any]) -> Page:
        return Page(tuple(replace(arm_of(str(passage)), neutral=passage in draw.get("neutral", ())) for _, passage, _ in items),
                    tuple(float(standing) for *_, standing in items), tuple(str(slot) for slot, *_ in items))

    try:
        own, neutral = page(draw["pages"]["own"]), page(draw["pages"]["neutral"])
    except (KeyError, TypeError, ValueError):
        return None
    return (own, neutral) if own.arms and neutral.arms else None


def _from_data(data: dict[str, Any]) -> Logged:
    arms = tuple(
        Arm(arm["passage"], arm.get("document", ""), arm.get("type", ""), _weighted(arm.get("facets")),
            _weighted(arm.get("audience")), _weighted(arm.get("stage")), tuple(arm.get("themes", ())),
            bool(arm.get("neutral", False)))
        for arm in data["arms"]
    )
    logged = Logged(arms, tuple(map(float, data["standings"])), tuple(map(float, data["probabilities"])),
                    Context(**data.get("context", {})), int(data["chosen"]), float(data["reward"]),
                    datetime.fromisoformat(data["at"]))
    if not len(logged.arms) == len(logged.standings) == len(logged.probabilities) > logged.at >= 0:
        raise ValueError("arms, standings, probabilities and chosen do not belong together")
    return logged


def _weighted(labels: Mapping[str, float] | None) -> tuple[tuple[str, float], ...]:
    return tuple(sorted(((name, float(w)) for name, w in (labels or {}).items()), key=lambda pair: -pair[1]))
