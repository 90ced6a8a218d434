"""One question a file; the order here is the order in which reports are listed."""

from __future__ import annotations

from importlib import import_module

from engine.errors import NotFound
from engine.insight.report import Report

_NAMES = ("hold_rate", "answered", "no_answers", "dead_ends", "first_answer", "role_declaration", "role_calibration",
          "phase_calibration", "pass_on", "ladder", "side_ladders", "journeys", "segmentation", "lift", "exploration",
          "common_ground")

REPORTS: dict[str, Report] = {
    report.name: report for report in (import_module(f"engine.insight.kpis.{name}").REPORT for name in _NAMES)
}


def report_named(name: str) -> Report:
    """The report of that name.

    Raises:
        NotFound: there is none.
    """
    if name not in REPORTS:
        raise NotFound(f"There is no report {name[:60]!r}.", where="report", fix=f"Choose from: {', '.join(REPORTS)}.")
    return REPORTS[name]
