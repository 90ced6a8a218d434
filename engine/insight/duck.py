"""The only file that knows DuckDB: a connection that loads nothing from outside and spills beside the columns."""

from __future__ import annotations

from pathlib import Path
from typing import TypeAlias

import duckdb

from engine.errors import StoreError

Connection: TypeAlias = duckdb.DuckDBPyConnection
DuckError: TypeAlias = duckdb.Error
VERSION: str = duckdb.__version__
_SETTINGS = {"autoinstall_known_extensions": "false", "autoload_known_extensions": "false",
             "allow_unsigned_extensions": "false", "memory_limit": "2GB", "preserve_insertion_order": "false"}


def connect(folder: Path, threads: int) -> Connection:
    """A database in memory; what does not fit goes to `tmp` in the folder and leaves with the connection."""
    return duckdb.connect(":memory:", config={**_SETTINGS, "threads": threads, "temp_directory": str(folder / "tmp")})


def files_sql(paths: list[Path]) -> str:
    """A table expression that reads these Parquet files as one."""
    quoted = ", ".join(quoted_path(path) for path in paths)
    return f"read_parquet([{quoted}])"


def quoted_path(path: Path) -> str:
    """A path as an SQL text."""
    return "'" + str(path).replace("'", "''") + "'"


def failed(folder: Path, error: Exception) -> StoreError:
    """What to say when the files cannot be read."""
    return StoreError(f"The columns for reports cannot be read: {str(error).splitlines()[0][:300]}", where=str(folder),
                      fix="Delete that folder; it is written again from the log with the next report.")
