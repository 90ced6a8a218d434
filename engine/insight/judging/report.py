"""A judgement as a table for people and as JSON for programs."""

from __future__ import annotations

from typing import Any

from rich.table import Table

from engine.insight.judging.run import ENGINE, Judgement, Rate
from engine.insight.judging.verdicts import CHECKS


def methods_table(judgement: Judgement) -> Table:
    """Acceptable first passage: a row a group, a column a method, the 95 % Wilson interval below."""
    methods = list(judgement.verdicts)
    table = Table("group", *methods, title="Acceptable first passage")
    for group in judgement.groups:
        if judgement.rate(ENGINE, "passage", group).n:
            table.add_row(group, *[_of(judgement.rate(m, "passage", group)) for m in methods])
    table.add_section()
    table.add_row("all", *[_of(judgement.rate(m, "passage")) for m in methods])
    bounds = [judgement.rate(m, "passage").interval for m in methods]
    table.add_row("95 %", *[f"{low:.2f}-{high:.2f}" for low, high in bounds])
    return table


def checks_table(judgement: Judgement) -> Table:
    """Every check of the engine by group."""
    table = Table("group", *CHECKS, title="The engine, check by check")
    for group in [*judgement.groups, ""]:
        table.add_row(group or "all", *[_of(judgement.rate(ENGINE, check, group)) for check in CHECKS])
    return table


def summary(judgement: Judgement) -> str:
    """The figures the targets are about, in one paragraph."""
    recall, precision = judgement.refusals()
    return (
        f"first passage {_share(judgement.rate(ENGINE, 'passage'))}, "
        f"role among committed {_share(judgement.committed_role())}, phase {_share(judgement.rate(ENGINE, 'phase'))}, "
        f"no-answer recall {_share(recall)} at precision {_share(precision)}, "
        f"forbidden documents shown: {judgement.forbidden}; all checks {judgement.overall:.3f}"
    )


def failures_table(judgement: Judgement) -> Table:
    """What went wrong, case by case."""
    table = Table("case", "failed", "given", "wanted", title="Failures", show_lines=True)
    for verdict in judgement.verdicts[ENGINE]:
        if verdict.failed:
            given, case = verdict.given, verdict.case
            wanted = [*case.gold["passages"][:3], *case.gold["top3_any"][:2]]
            said = f"{given.role}/{given.phase}{' none' if given.refused else ''}"
            table.add_row(case.id, ", ".join(verdict.failed), "\n".join([said, *given.shown[:3]]),
                          f"{'|'.join(case.roles)}/{'|'.join(case.phases)}\n" + "\n".join(wanted))
    return table


def as_json(judgement: Judgement) -> dict[str, Any]:
    """Everything, machine readable."""
    recall, precision = judgement.refusals()
    return {
        "overall": round(judgement.overall, 4), "forbidden": judgement.forbidden,
        "role_committed": _json(judgement.committed_role()), "no_answer_recall": _json(recall),
        "no_answer_precision": _json(precision),
        "checks": {check: _json(judgement.rate(ENGINE, check)) for check in CHECKS},
        "groups": {g: {check: _json(judgement.rate(ENGINE, check, g)) for check in CHECKS} for g in judgement.groups},
        "methods": {method: _json(judgement.rate(method, "passage")) for method in judgement.verdicts},
        "failures": [
            {"case": v.case.id, "group": v.case.group, "failed": v.failed, "shown": list(v.given.shown),
             "role": v.given.role, "phase": v.given.phase, "refused": v.given.refused}
            for v in judgement.verdicts[ENGINE] if v.failed
        ],
    }


def _json(rate: Rate) -> dict[str, Any]:
    low, high = rate.interval
    bounds = [round(low, 4), round(high, 4)]
    return {"right": rate.right, "n": rate.n, "value": round(rate.value, 4), "interval": bounds}


def _of(rate: Rate) -> str:
    return f"{rate.right}/{rate.n}" if rate.n else ""


def _share(rate: Rate) -> str:
    return f"{rate.right}/{rate.n} ({rate.value:.0%})"
