"""A result as plain data and as CSV that no spreadsheet takes for a formula."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

from engine.insight.report import Report, Result

_DANGEROUS = ("=", "+", "-", "@", "\t", "\r")


def as_data(report: Report, result: Result, since: int | None = None, until: int | None = None) -> dict[str, Any]:
    """JSON data; times as RFC 3339 in UTC, None = open."""
    return {
        "name": report.name, "question": report.question, "formula": report.formula, "since": moment(since),
        "until": moment(until), "state": result.state, "value": result.value,
        **({"upper": result.upper} if result.upper is not None else {}), "unit": result.unit, "n": result.n,
        "interval": list(result.interval) if result.interval else None, "rows": result.rows, "note": result.note,
        "left_out": result.left_out,
    }


def as_csv(result: Result) -> str:
    """The rows with a header line, RFC 4180; without rows the main figure alone."""
    rows = result.rows or [{"state": result.state, "value": result.value, "n": result.n}]
    names = list(dict.fromkeys(name for row in rows for name in row))
    return rows_as_csv(names, rows)


def rows_as_csv(names: Sequence[str], rows: Iterable[Mapping[str, object]]) -> str:
    """A header line of `names` and one line a row, RFC 4180; what a row lacks stays empty."""
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(_safe(name) for name in names)
    writer.writerows([_safe(row.get(name)) for name in names] for row in rows)
    return out.getvalue()


def moment(ms: int | None) -> str | None:
    """Milliseconds since 1970 as text."""
    return datetime.fromtimestamp(ms / 1000, UTC).isoformat(timespec="seconds").replace("+00:00", "Z") if ms else None


def _safe(cell: object) -> object:
    """Numbers stay numbers; text that a spreadsheet would calculate gets an apostrophe in front."""
    if isinstance(cell, str) and cell.startswith(_DANGEROUS):
        return f"'{cell}"
    return "" if cell is None else cell
