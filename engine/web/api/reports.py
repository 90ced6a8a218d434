"""GET /v1/reports and /v1/reports/{name}: figures with intervals, as JSON and CSV."""

from __future__ import annotations

from flask import Response

from engine.insight.kpis import REPORTS
from engine.insight.reports import run_reports
from engine.insight.tables import as_csv, as_data
from engine.web.api.endpoint import Call, Endpoints, Operation
from engine.web.api.schemas.reports import ReportLine, ReportList, ReportQuery, ReportReply, ReportsQuery
from engine.web.api.sheets import sheet

endpoints = Endpoints("reports")
_MAX_AGE = 10.0  # seconds; a page that asks for all reports at once brings the columns up to date once


@endpoints.add(Operation(
    "GET", "/v1/reports", "reports", "All reports with their questions and formulas.", ReportsQuery, ReportList,
    "reports:read",
))
def reports(call: Call, given: ReportsQuery) -> ReportList:
    """In the order of the terminal."""
    return ReportList(reports=[
        ReportLine(name=one.name, question=one.question, formula=one.formula, url=f"/v1/reports/{one.name}")
        for one in REPORTS.values()
    ])


def _serve(name: str) -> None:
    @endpoints.add(Operation(
        "GET", f"/v1/reports/{name}", f"report_{name}", REPORTS[name].question["en"], ReportQuery, ReportReply,
        "reports:read", also=("text/csv",), statuses=(503,),
    ))
    def one(call: Call, given: ReportQuery) -> ReportReply | Response:
        return _answer(call, given, name)


def _answer(call: Call, given: ReportQuery, name: str) -> ReportReply | Response:
    since, until = (int(at.timestamp() * 1000) if at else None for at in (given.since, given.until))
    asked, result = next(iter(run_reports(call.services.settings, call.services.room.journal, [name], since=since,
                                          until=until, max_age=_MAX_AGE)))
    if given.format == "csv":
        return sheet(name, as_csv(result))
    return ReportReply(**as_data(asked, result, since, until))


for _name in REPORTS:
    _serve(_name)
