"""Holds one answer against one case."""

from __future__ import annotations

from dataclasses import dataclass

from engine.insight.judging.cases import Case
from engine.ranking.decision import Decision

CHECKS = ("passage", "best", "top3", "not_first", "no_repeat", "never", "role", "phase", "answer")


@dataclass(frozen=True)
class Given:
    """What a method answered: passage addresses in order; role and phase "" where it says nothing of them."""

    shown: tuple[str, ...]
    refused: bool = False
    role: str = ""
    phase: str = ""


@dataclass(frozen=True)
class Verdict:
    """What was right (True), wrong (False) or not asked (None) in one case."""

    case: Case
    given: Given
    checks: dict[str, bool | None]

    @property
    def failed(self) -> list[str]:
        """Names of the checks that failed, the stricter "best" left out."""
        return [name for name, right in self.checks.items() if right is False and name != "best"]


def of_decision(decision: Decision) -> Given:
    """The part of a decision that is judged."""
    return Given(tuple(item.passage for item in decision.items), decision.answer == "none",
                 decision.visitor.role.id, decision.visitor.phase.id)


def matches(shown: str, accepted: tuple[str, ...]) -> bool:
    """Whether a passage address is among accepted ones; an entry without "#" accepts the whole file."""
    return any(shown == entry or ("#" not in entry and shown.split("#", 1)[0] == entry) for entry in accepted)


def judge_case(case: Case, given: Given) -> Verdict:
    """Check role, phase, first passage, the first three and what must never appear."""
    gold, shown = case.gold, given.shown
    first = shown[0] if shown else ""
    checks: dict[str, bool | None] = dict.fromkeys(CHECKS)
    if gold["passages"]:
        checks["passage"] = not given.refused and matches(first, gold["passages"])
    if case.best:
        checks["best"] = not given.refused and first == case.best
    if gold["top3_any"]:
        checks["top3"] = any(matches(s, gold["top3_any"]) for s in shown[:3])
    if gold["not_first"]:
        checks["not_first"] = given.refused or not matches(first, gold["not_first"])
    if gold["no_repeat"]:
        checks["no_repeat"] = not any(matches(s, gold["no_repeat"]) for s in shown[:3])
    if gold["never"]:
        checks["never"] = not any(matches(s, gold["never"]) for s in shown)
    if case.roles and given.role:
        checks["role"] = given.role in case.roles
    if case.phases and given.phase:
        checks["phase"] = given.phase in case.phases
    if case.request.query and (case.no_answer or gold["passages"]):
        checks["answer"] = given.refused == case.no_answer
    return Verdict(case, given, checks)
