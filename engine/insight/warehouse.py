"""Queries over the Parquet files; the only file that knows DuckDB."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any, Self

import duckdb

from engine.errors import StoreError
from engine.insight.columns import SCHEMAS
from engine.insight.visits import PEOPLE, VISITS

_SETTINGS = {"autoinstall_known_extensions": "false", "autoload_known_extensions": "false",
             "allow_unsigned_extensions": "false", "memory_limit": "2GB", "preserve_insertion_order": "false"}
_EVER = (0, 253_402_300_799_000)


class Warehouse:
    """Tables `events`, `decisions`, `items`, `questions` of a stretch of time, and `people` and `visits` made of them.

    Whoever is no customer (students, applicants, staff, competitors, bots) is in none of them. `ms` is the time.

    Args:
        folder: of the columns. since, until: `since <= at < until` in ms. phases: in the order of buying.
        holdout: planned share of the holdout. threads: CPU cores to use.
    """

    def __init__(
        self, folder: Path, *, since: int | None = None, until: int | None = None, phases: tuple[str, ...] = (),
        holdout: float = 0.1, threads: int = 2,
    ) -> None:
        self.phases, self.holdout = phases, holdout
        self.since, self.until = since or _EVER[0], until or _EVER[1]
        self._made: set[str] = set()
        try:
            spill = folder / "tmp"
            config = {**_SETTINGS, "threads": threads, "temp_directory": str(spill)}
            self._connection = duckdb.connect(":memory:", config=config)
            for table in SCHEMAS:
                self._source(folder, table)
            self._leave_out()
        except duckdb.Error as error:
            raise _failed(folder, error) from error
        self._folder = folder

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._connection.close()

    def rows(self, sql: str, *values: object) -> list[tuple[Any, ...]]:
        """The rows of a query; `?` stands for the values.

        Raises:
            StoreError: the files cannot be read.
        """
        try:
            for table, statement in (("people", PEOPLE), ("visits", VISITS)):
                if table not in self._made and re.search(rf"\b(?:FROM|JOIN) {table}\b", sql):
                    self._connection.execute(statement)
                    self._made.add(table)
            return list(self._connection.execute(sql, values).fetchall())
        except duckdb.Error as error:
            raise _failed(self._folder, error) from error

    def one(self, sql: str, *values: object) -> tuple[Any, ...]:
        """The first row of a query."""
        return self.rows(sql, *values)[0]

    def _source(self, folder: Path, table: str) -> None:
        """A view of the files, or an empty table of the same columns."""
        files = [folder / "questions.parquet"] if table == "questions" else sorted((folder / table).glob("*.parquet"))
        present = [str(path) for path in files if path.is_file()]
        if present:
            quoted = ", ".join("'" + path.replace("'", "''") + "'" for path in present)
            self._connection.execute(f"CREATE VIEW all_{table} AS SELECT * FROM read_parquet([{quoted}])")  # noqa: S608
        else:
            empty = SCHEMAS[table].empty_table()
            self._connection.register("nothing", empty)
            self._connection.execute(f"CREATE TABLE all_{table} AS SELECT * FROM nothing")  # noqa: S608
            self._connection.unregister("nothing")

    def _leave_out(self) -> None:
        run = self._connection.execute
        run("""CREATE TEMP TABLE left_out AS SELECT DISTINCT visitor FROM (
                 SELECT visitor FROM all_events WHERE not_buying <> '' UNION ALL
                 SELECT visitor FROM all_decisions WHERE not_buying <> '') WHERE visitor IS NOT NULL""")
        some = run("SELECT count(*) FROM left_out").fetchone()[0]
        between = f"happened >= to_timestamp({self.since} / 1000.0) AND happened < to_timestamp({self.until} / 1000.0)"
        customers = " AND (visitor IS NULL OR visitor NOT IN (SELECT visitor FROM left_out))" if some else ""
        times = "* EXCLUDE (happened), epoch_ms(happened) AS ms"
        run(f"CREATE VIEW events AS SELECT {times} FROM all_events "  # noqa: S608
            f"WHERE {between} AND not_buying = ''{customers}")
        run(f"CREATE VIEW decisions AS SELECT {times} FROM all_decisions "  # noqa: S608
            f"WHERE {between} AND not_buying = ''{customers}")
        run(f"CREATE VIEW items AS SELECT {times} FROM all_items WHERE {between}{customers}")  # noqa: S608
        first, last = (f"strftime(make_timestamp({ms} * 1000), '%Y-%m-%d')" for ms in (self.since, self.until))
        run(f"CREATE VIEW questions AS SELECT * FROM all_questions WHERE day >= {first} AND day < {last}")  # noqa: S608


def _failed(folder: Path, error: Exception) -> StoreError:
    return StoreError(f"The columns for reports cannot be read: {str(error).splitlines()[0][:300]}", where=str(folder),
                      fix="Delete that folder; it is written again from the log with the next report.")
