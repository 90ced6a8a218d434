"""One file of sessions a day, made of that day's files of events and decisions and never older than they are."""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from engine.insight.columns import SCHEMAS
from engine.insight.duck import VERSION, Connection, DuckError, connect, failed, files_sql, quoted_path
from engine.insight.visits import FORM, SESSIONS

SOURCES = ("decisions", "events")
_MARK = "lotse"


def days_present(folder: Path) -> list[str]:
    """Names of the files of all days that have events or decisions."""
    return sorted({path.name for table in SOURCES for path in (folder / table).glob("*.parquet")})


def is_fresh(folder: Path, name: str) -> bool:
    """Whether the sessions of a day were made of the very files that lie there now."""
    try:
        known = (pq.read_metadata(folder / "sessions" / name).metadata or {})[_MARK.encode()]
    except (OSError, KeyError, pa.ArrowException):
        return False
    return bool(known.decode() == _stamp(folder, name))


def derive(folder: Path, progress: Callable[[int, int], None] | None = None, threads: int = 1) -> int:
    """Write the sessions of the days whose files changed, remove those of days that are gone; returns how many.

    Erasure and retention write a day's files again, so its sessions follow them here.

    Raises:
        StoreError: the files cannot be read. OSError: they cannot be written.
    """
    days = days_present(folder)
    for path in (folder / "sessions").glob("*.parquet"):
        if path.name not in days:
            path.unlink(missing_ok=True)
    stale = [name for name in days if not is_fresh(folder, name)]
    if not stale:
        return 0
    (folder / "sessions").mkdir(exist_ok=True, mode=0o700)
    try:
        with connect(folder, threads) as connection:
            for done, name in enumerate(stale):
                if progress:
                    progress(done, len(stale))
                _write_day(connection, folder, name)
    except DuckError as error:
        raise failed(folder, error) from error
    return len(stale)


def sources(connection: Connection, folder: Path, names: list[str], where: str = "true") -> dict[str, str]:
    """Table expressions for `SESSIONS`, by table: the rows of these days' files that fulfil a condition."""
    found = {}
    for table in SOURCES:
        source = source_of(connection, table, [folder / table / name for name in names])
        found[table] = f"(SELECT * FROM {source} WHERE {where})"  # noqa: S608
    return found


def source_of(connection: Connection, table: str, paths: list[Path]) -> str:
    """A table expression that reads those of the files that exist, or nothing in the same columns."""
    if present := [path for path in paths if path.is_file()]:
        return files_sql(present)
    connection.register(f"no_{table}", SCHEMAS[table].empty_table())
    return f"no_{table}"


def _write_day(connection: Connection, folder: Path, name: str) -> None:
    path = folder / "sessions" / name
    partial = path.with_name(f".{name}.{os.getpid()}")
    stamp = _stamp(folder, name)  # before reading: whatever replaces a file meanwhile makes this one stale
    query = SESSIONS.format(**sources(connection, folder, [name]))
    try:
        connection.execute(f"COPY ({query}) TO {quoted_path(partial)} "
                           f"(FORMAT parquet, COMPRESSION zstd, KV_METADATA {{{_MARK}: '{stamp}'}})")
        partial.chmod(0o600)
        partial.replace(path)
    finally:
        partial.unlink(missing_ok=True)


def _stamp(folder: Path, name: str) -> str:
    """What tells one version of a day's files from another; numbers of another DuckDB's hash are not comparable."""
    facts: dict[str, object] = {"form": FORM, "duckdb": VERSION}
    for table in SOURCES:
        try:
            found = (folder / table / name).stat()
            facts[table] = [found.st_ino, found.st_mtime_ns, found.st_size]
        except FileNotFoundError:
            facts[table] = None
    return json.dumps(facts)
