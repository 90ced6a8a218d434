"""Reports: what may be asked for, and how an answer looks."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import Field, StringConstraints

from engine.web.api.schemas.base import Given, Instant, KeyText, Reply

ReportName = Annotated[str, StringConstraints(pattern=r"^[a-z_]{1,40}$")]


class ReportsQuery(Given):
    """Nothing but the key."""

    key: KeyText | None = None


class ReportQuery(Given):
    """A stretch of time and a form."""

    since: Instant | None = Field(None, description="First moment that counts.")
    until: Instant | None = Field(None, description="First moment that does not count any more.")
    format: Literal["json", "csv"] = "json"
    key: KeyText | None = None


class ReportLine(Reply):
    """One report of the list."""

    name: str
    question: dict[str, str] = Field(description="By language.")
    formula: str
    url: str


class ReportList(Reply):
    """All reports."""

    reports: list[ReportLine]


class ReportReply(Reply):
    """One answer; `state` says why there is no value."""

    name: str
    question: dict[str, str]
    formula: str
    since: str | None = None
    until: str | None = None
    state: str = Field(description="ok, too few, nothing yet, too early or broken.")
    value: float | None = None
    unit: str = Field(description="share, seconds, per month or number.")
    n: int
    interval: list[float] | None = Field(None, description="95 %, low and high.")
    rows: list[dict[str, Any]]
    note: dict[str, str]
    left_out: int | None = Field(0, description="People of that stretch who are not buying (students, applicants, own staff) "
                                                "and so in no figure; null = fewer than ten.")
