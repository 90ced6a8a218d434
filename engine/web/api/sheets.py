"""Answers as CSV: one line an entry, the same names as in JSON."""

from __future__ import annotations

from collections.abc import Iterable

from flask import Response
from pydantic import BaseModel

from engine.insight.tables import rows_as_csv


def sheet(name: str, text: str) -> Response:
    """CSV text as a download called `name`.csv."""
    answer = Response(text, mimetype="text/csv")
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}.csv"'
    return answer


def sheet_of(name: str, model: type[BaseModel], entries: Iterable[BaseModel]) -> Response:
    """Entries as CSV with a column for every field of `model`, also where no entry has a value.

    Lists are joined by "; ", the parts of a map get a column each (`counts.documents`), truth values read as in JSON.
    """
    rows = [_flat(entry) for entry in entries]
    known = dict.fromkeys(column for row in rows for column in row)
    columns = [column for field in model.model_fields
               for column in ([c for c in known if c.startswith(f"{field}.")] or [field])]
    return sheet(name, rows_as_csv(columns, rows))


def _flat(entry: BaseModel) -> dict[str, object]:
    row: dict[str, object] = {}
    for name, value in entry.model_dump(mode="json").items():
        if isinstance(value, dict):
            row.update({f"{name}.{part}": _cell(one) for part, one in value.items()})
        elif value is not None:
            row[name] = _cell(value)
    return row


def _cell(value: object) -> object:
    if isinstance(value, bool):
        return "true" if value else "false"
    return "; ".join(str(one) for one in value) if isinstance(value, list) else value
