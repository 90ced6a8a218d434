"""Judges the engine, its baselines and itself without each part on one golden set."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from scipy.stats import binomtest

from engine.insight.judging.baselines import Baselines
from engine.insight.judging.cases import Case
from engine.insight.judging.verdicts import CHECKS, Verdict, judge_case, of_decision
from engine.ranking import score
from engine.service import Engine

ENGINE = "engine"


@dataclass(frozen=True)
class Rate:
    """right of n, with the 95 % Wilson interval."""

    right: int
    n: int

    @property
    def interval(self) -> tuple[float, float]:
        """Lower and upper bound; (0, 1) when nothing was counted."""
        if not self.n:
            return 0.0, 1.0
        found = binomtest(self.right, self.n).proportion_ci(method="wilson")
        return float(found.low), float(found.high)

    @property
    def value(self) -> float:
        """Share that was right, 0 when nothing was counted."""
        return self.right / self.n if self.n else 0.0


@dataclass
class Judgement:
    """Verdicts of every method over the same cases."""

    verdicts: dict[str, list[Verdict]] = field(default_factory=dict)

    def rate(self, method: str, check: str, group: str = "") -> Rate:
        """How often a check was right, of the cases that ask for it."""
        answers = [v.checks[check] for v in self.verdicts[method] if group in ("", v.case.group)]
        counted = [answer for answer in answers if answer is not None]
        return Rate(sum(counted), len(counted))

    def committed_role(self, method: str = ENGINE) -> Rate:
        """Role right among the cases in which the engine dared to name one."""
        named = [v for v in self.verdicts[method] if v.checks["role"] is not None and v.given.role != "unknown"]
        return Rate(sum(bool(v.checks["role"]) for v in named), len(named))

    def refusals(self, method: str = ENGINE) -> tuple[Rate, Rate]:
        """(recall, precision) of "the library has no answer"."""
        asked = [v for v in self.verdicts[method] if v.checks["answer"] is not None]
        right = sum(v.given.refused and v.case.no_answer for v in asked)
        return Rate(right, sum(v.case.no_answer for v in asked)), Rate(right, sum(v.given.refused for v in asked))

    @property
    def groups(self) -> list[str]:
        """In the order of the file."""
        return list(dict.fromkeys(v.case.group for v in self.verdicts[ENGINE]))

    @property
    def forbidden(self) -> int:
        """Cases in which something was shown that must never appear."""
        return sum(v.checks["never"] is False for v in self.verdicts[ENGINE])

    @property
    def overall(self) -> float:
        """Share of all checks but the stricter "best" that were right."""
        rates = [self.rate(ENGINE, check) for check in CHECKS if check != "best"]
        return sum(r.right for r in rates) / max(1, sum(r.n for r in rates))


def judge(engine: Engine, cases: Sequence[Case], *, baselines: bool = True, ablations: bool = False) -> Judgement:
    """Answer every case with every method."""
    result = Judgement()
    decisions = [engine.recommend(case.request) for case in cases]
    result.verdicts[ENGINE] = [judge_case(c, of_decision(d)) for c, d in zip(cases, decisions, strict=True)]
    if baselines:
        plain = Baselines(engine.current.get(), engine.encoder)
        for method in plain.methods:
            result.verdicts[method] = [
                judge_case(c, plain.answer(method, c, d.visitor.role)) for c, d in zip(cases, decisions, strict=True)
            ]
    if ablations:
        for name in sorted({name for table in score.weights().values() for name in table}):
            with score.without(name):
                answers = [judge_case(c, of_decision(engine.recommend(c.request))) for c in cases]
            result.verdicts[f"engine without {name}"] = answers
        alone = replace(engine, taught=None)
        result.verdicts["engine without recall"] = [judge_case(c, of_decision(alone.recommend(c.request))) for c in cases]
    return result
