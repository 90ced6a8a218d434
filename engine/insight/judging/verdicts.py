"""Holds one decision against one case."""

from __future__ import annotations

from dataclasses import dataclass

from engine.insight.judging.cases import Case
from engine.ranking.decision import Decision

_CHECKS = ("passage", "best", "top3", "not_first", "no_repeat", "never", "role", "phase", "answer")


@dataclass(frozen=True)
class Verdict:
    """What was right (True), wrong (False) or not asked (None) in one case; `shown` are passage addresses."""

    case: str
    group: str
    checks: dict[str, bool | None]
    shown: tuple[str, ...]
    role: str
    phase: str
    answer: str

    @property
    def failed(self) -> list[str]:
        """Names of the checks that failed, the stricter "best" left out."""
        return [name for name, right in self.checks.items() if right is False and name != "best"]


def matches(shown: str, accepted: tuple[str, ...] | list[str]) -> bool:
    """Whether a passage address is among accepted ones; an entry without "#" accepts the whole file."""
    return any(shown == entry or ("#" not in entry and shown.split("#", 1)[0] == entry) for entry in accepted)


def judge_case(case: Case, decision: Decision) -> Verdict:
    """Check role, phase, first passage, the first three and what must never appear."""
    shown = tuple(item.passage for item in decision.items)
    first = shown[0] if shown else ""
    refused = decision.answer == "none"
    gold = case.gold
    asked = bool(case.request.query)
    checks: dict[str, bool | None] = dict.fromkeys(_CHECKS)
    if gold["passages"]:
        checks["passage"] = not refused and matches(first, gold["passages"])
    if case.best:
        checks["best"] = not refused and first == case.best
    if gold["top3_any"]:
        checks["top3"] = any(matches(s, gold["top3_any"]) for s in shown[:3])
    if gold["not_first"]:
        checks["not_first"] = refused or not matches(first, gold["not_first"])
    if gold["no_repeat"]:
        checks["no_repeat"] = not any(matches(s, gold["no_repeat"]) for s in shown[:3])
    if gold["never"]:
        checks["never"] = not any(matches(s, gold["never"]) for s in shown)
    role, phase = decision.visitor.role.id, decision.visitor.phase.id
    if case.roles:
        checks["role"] = role in case.roles
    if case.phases:
        checks["phase"] = phase in case.phases
    if asked and (case.no_answer or gold["passages"]):
        checks["answer"] = refused == case.no_answer
    return Verdict(case.id, case.group, checks, shown, role, phase, decision.answer)
