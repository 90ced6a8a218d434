"""Keeps the Parquet files under var/insight equal to the log: only days that changed are written again."""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import islice
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from engine import clock
from engine.errors import StoreError
from engine.events.privacy import for_reports
from engine.insight import columns
from engine.insight.sessions import derive
from engine.store import accounts
from engine.store.days import DAY_MS, Days, Mark
from engine.store.journal import Journal
from engine.store.log import EventLog
from engine.store.no_customers import NoCustomers

Progress = Callable[[str, int, int], None]
_ROWS = 50_000
_MARK = b"lotse"
_FORM = 4  # of the columns; files of another form are written again


@dataclass(frozen=True)
class Refreshed:
    """How many day files were written and removed."""

    written: int
    removed: int


def insight_folder(var: Path) -> Path:
    """Where the files of a state folder lie: events/, decisions/, items/, sessions/ one a day, and one of each other table."""
    return var / "insight"


def refresh(var: Path, journal: Journal, *, events_days: int = 90, progress: Progress | None = None) -> Refreshed:
    """Write what is new or changed, remove what the log no longer holds, such as erased visitors' rows.

    A file appears whole or not at all. Deleting the folder and calling this writes everything again.

    Args:
        events_days: after so many days events lose their visitor in the log, so older files must have lost him too.

    Raises:
        StoreError: the log cannot be read or the files cannot be written.
    """
    folder, days = insight_folder(var), Days(journal)
    old = int(clock.now().timestamp() * 1000) // DAY_MS - events_days
    try:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        jobs = [(table, day, mark) for table, marks in (("events", days.events()), ("decisions", days.decisions()))
                for day, mark in sorted(marks.items()) if _stale(folder / table / _name(day), mark, day < old)]
        for done, (table, day, mark) in enumerate(jobs):
            if progress:
                progress("writing columns", done, len(jobs))
            _write_day(folder, table, day, mark, journal)
        if progress and jobs:
            progress("writing columns", len(jobs), len(jobs))
        removed = _remove(folder, days)
        derive(folder, (lambda done, whole: progress("cutting visits", done, whole)) if progress else None)
        _write_whole(folder, journal)
    except OSError as error:
        raise StoreError(f"The columns for reports cannot be written: {error.strerror}.", where=str(folder),
                         fix="Check free space and rights; the folder can be deleted at any time.") from error
    return Refreshed(len(jobs), removed)


def _write_day(folder: Path, table: str, day: int, mark: Mark, journal: Journal) -> None:
    if table == "events":
        entries = map(for_reports, EventLog(journal).stream(since=day * DAY_MS, until=(day + 1) * DAY_MS))
        _write(folder / "events" / _name(day), columns.EVENTS, map(columns.event_row, entries), mark)
        return
    # the items first: a day counts as written once its decisions are
    shown = (row for one in Days(journal).decisions_of(day) for row in columns.item_rows(*one))
    _write(folder / "items" / _name(day), columns.ITEMS, shown, mark)
    made = (columns.decision_row(*one) for one in Days(journal).decisions_of(day))
    _write(folder / "decisions" / _name(day), columns.DECISIONS, made, mark)


def _write_whole(folder: Path, journal: Journal) -> None:
    """The tables without days: as the log has them now."""
    rows: dict[str, Iterable[dict[str, Any]]] = {
        "questions": map(columns.question_row, EventLog(journal).questions()),
        "accounts": ({"visitor": visitor, "account": account} for visitor, account in accounts.members(journal)),
        "no_customers": ({"unit": unit} for unit in NoCustomers(journal).units()),
    }
    for table, schema in columns.WHOLE.items():
        _write(folder / f"{table}.parquet", schema, rows[table], (0, 0))


def _write(path: Path, schema: pa.Schema, rows: Iterable[dict[str, Any]], mark: Mark) -> None:
    path.parent.mkdir(exist_ok=True, mode=0o700)
    partial = path.with_name(f".{path.name}.{os.getpid()}")
    visitors = False
    try:
        with pq.ParquetWriter(partial, schema, compression="zstd") as writer:
            for batch in _batches(rows):
                visitors = visitors or any(row.get("visitor") for row in batch)
                writer.write_table(pa.Table.from_pylist(batch, schema=schema))
            facts = {"rows": mark[0], "newest": mark[1], "visitors": visitors, "form": _FORM}
            writer.add_key_value_metadata({_MARK.decode(): json.dumps(facts)})
        partial.chmod(0o600)
        partial.replace(path)
    finally:
        partial.unlink(missing_ok=True)


def _batches(rows: Iterable[dict[str, Any]]) -> Iterator[list[dict[str, Any]]]:
    source = iter(rows)
    while batch := list(islice(source, _ROWS)):
        yield batch


def _stale(path: Path, mark: Mark, past_limit: bool) -> bool:
    """Whether a day has to be written again."""
    try:
        facts = json.loads((pq.read_metadata(path).metadata or {})[_MARK])
    except (OSError, KeyError, ValueError, pa.ArrowException):
        return True
    known = (facts.get("rows"), facts.get("newest"), facts.get("form"))
    return known != (*mark, _FORM) or bool(past_limit and facts.get("visitors"))


def _remove(folder: Path, days: Days) -> int:
    """Files of days that the log has let go."""
    kept = {"events": days.events(), "decisions": days.decisions()}
    kept["items"] = kept["decisions"]
    gone = [path for table, present in kept.items() for path in (folder / table).glob("*.parquet")
            if path.name not in {_name(day) for day in present}]
    for path in gone:
        path.unlink(missing_ok=True)
    return len(gone)


def _name(day: int) -> str:
    return f"{datetime.fromtimestamp(day * DAY_MS / 1000, UTC).date().isoformat()}.parquet"
