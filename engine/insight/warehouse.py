"""Queries over the Parquet files of a stretch of time."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any, Self

from engine.insight.columns import SCHEMAS, WHOLE
from engine.insight.duck import DuckError, connect, failed, files_sql
from engine.insight.sessions import SOURCES, days_present, is_fresh, source_of, sources
from engine.insight.visits import DAY_MS, PEOPLE, SESSIONS, VISITS
from engine.learning.experiments import Experiment
from engine.ranking.answer_record import POLICY

_EVER = (0, 253_402_214_400_000)  # midnights both
_MADE = {"people": PEOPLE, "visits": VISITS}
# who a row speaks of, as the number by which visitors are joined: without consent whoever got one answer
_WHO = {"events": "hash(coalesce(visitor, decision, id))", "decisions": "hash(coalesce(visitor, id))",
        "items": "hash(coalesce(visitor, decision))"}


class Warehouse:
    """Tables `events`, `decisions`, `items`, `questions` of a stretch of time, and `people` and `visits` made of them;
    `accounts` (v, account) of visitors who share the treatment of another one, all others are units of their own.

    Whoever is no customer (students, applicants, staff, competitors, bots) is in none of them: a recognised visitor with
    all he ever did, without consent the answer that shows it with the events that quote it. `decisions` are those for pages:
    answers of `/v1/ask` are known by their `items` (slot answer) and by the events that quote them. `ms` is the time.
    Visits are joined from the files of sessions; days without such a file, and the first and last day where the
    stretch does not begin or end at midnight (UTC), are cut from their rows.

    Args:
        folder: of the columns. since, until: `since <= at < until` in ms. phases: in the order of buying.
        holdout: planned share of the holdout. experiments: as declared. threads: CPU cores to use.
    """

    def __init__(
        self, folder: Path, *, since: int | None = None, until: int | None = None, phases: tuple[str, ...] = (),
        holdout: float = 0.1, experiments: tuple[Experiment, ...] = (), threads: int = 2,
    ) -> None:
        self.phases, self.holdout, self.experiments = phases, holdout, experiments
        self.since, self.until = since or _EVER[0], until or _EVER[1]
        self._made: set[str] = set()
        self._folder = folder
        try:
            self._connection = connect(folder, threads)
            for table in SCHEMAS:
                self._source(table)
            self._leave_out()
        except DuckError as error:
            raise failed(folder, error) from error

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
            self._make(sql)
            return list(self._connection.execute(sql, values).fetchall())
        except DuckError as error:
            raise failed(self._folder, error) from error

    def one(self, sql: str, *values: object) -> tuple[Any, ...]:
        """The first row of a query."""
        return self.rows(sql, *values)[0]

    def arrays(self, sql: str) -> dict[str, Any]:
        """The columns of a query as NumPy arrays, for answers of very many rows.

        Raises:
            StoreError: the files cannot be read.
        """
        try:
            self._make(sql)
            return dict(self._connection.execute(sql).fetchnumpy())
        except DuckError as error:
            raise failed(self._folder, error) from error

    def left_out(self) -> int:
        """How many people of this stretch are no customers and so in no figure; without consent an answer is a person."""
        if not self._some_left_out:
            return 0
        between = _between(self.since, self.until)
        parts = (f"SELECT {who} AS v FROM all_{table} WHERE {between} AND {who} IN (SELECT v FROM left_out)"  # noqa: S608
                 for table, who in _WHO.items() if table != "items")
        return int(self.one(f"SELECT count(DISTINCT v) FROM ({' UNION ALL '.join(parts)})")[0])  # noqa: S608

    def _make(self, sql: str) -> None:
        """Tables that a query needs and that were not needed before."""
        asked = [table for table in ("sessions", *_MADE) if re.search(rf"\b(?:FROM|JOIN) {table}\b", sql)]
        if asked and "sessions" not in self._made:
            self._sessions()
            self._made.add("sessions")
        for table in asked:
            if table not in self._made:
                self._connection.execute(_MADE[table])
                self._made.add(table)

    def _source(self, table: str) -> None:
        """A view of the files as they are, whoever they speak of."""
        folder = self._folder
        files = [folder / f"{table}.parquet"] if table in WHOLE else sorted((folder / table).glob("*.parquet"))
        source = source_of(self._connection, table, files)
        self._connection.execute(f"CREATE VIEW all_{table} AS SELECT * FROM {source}")  # noqa: S608

    def _leave_out(self) -> None:
        run = self._connection.execute
        # what the log knows of everybody, which is all he ever did, and what a row says by itself
        parts = ["SELECT hash(unit) AS v FROM all_no_customers",
                 *(f"SELECT {_WHO[table]} FROM all_{table} WHERE not_buying <> ''" for table in SOURCES)]  # noqa: S608
        run(f"CREATE TEMP TABLE left_out AS SELECT DISTINCT v FROM ({' UNION ALL '.join(parts)})")  # noqa: S608
        found = run("SELECT count(*) FROM left_out").fetchone()
        self._some_left_out = bool(found and found[0])
        between, times = _between(self.since, self.until), "* EXCLUDE (happened), epoch_ms(happened) AS ms"
        for table, who in _WHO.items():
            customers = f" AND {who} NOT IN (SELECT v FROM left_out)" if self._some_left_out else ""  # noqa: S608
            pages = f" AND coalesce(policy::VARCHAR, '') NOT LIKE '{POLICY}%'" if table == "decisions" else ""
            run(f"CREATE VIEW {table} AS SELECT {times} FROM all_{table} WHERE {between}{customers}{pages}")  # noqa: S608
        first, last = (f"strftime(make_timestamp({ms} * 1000), '%Y-%m-%d')" for ms in (self.since, self.until))
        run(f"CREATE VIEW questions AS SELECT * EXCLUDE (not_buying) FROM all_questions "  # noqa: S608
            f"WHERE day >= {first} AND day < {last} AND not_buying = ''")
        run("CREATE VIEW accounts AS SELECT hash(visitor) AS v, hash(account) AS account FROM all_accounts")

    def _sessions(self) -> None:
        """The view `sessions`: whole days from their files, the rest cut now."""
        run, folder = self._connection.execute, self._folder
        days = days_present(folder)
        written = [name for name in days if is_fresh(folder, name)]
        first, last = -(-self.since // DAY_MS) * DAY_MS, self.until // DAY_MS * DAY_MS  # whole days: first <= ms < last
        parts = []
        if missing := [name for name in days if name not in written]:
            run(f"CREATE TEMP TABLE cut_now AS {self._cut(missing, _between(self.since, self.until))}")
            parts.append("SELECT * FROM cut_now")
        if written and last > first:
            whole = files_sql([folder / "sessions" / name for name in written])
            parts.append(f"SELECT * FROM {whole} WHERE start >= {first} AND start < {last}")  # noqa: S608
        if written and (first != self.since or last != self.until):
            edges = f"({_between(self.since, min(first, self.until))} OR {_between(max(last, self.since), self.until)})"
            run(f"CREATE TEMP TABLE edges AS {self._cut(written, edges)}")
            parts.append("SELECT * FROM edges")
        if not parts:
            run(f"CREATE TEMP TABLE cut_now AS {self._cut([], 'true')}")
            parts.append("SELECT * FROM cut_now")
        customers = " WHERE v NOT IN (SELECT v FROM left_out)" if self._some_left_out else ""
        run(f"CREATE VIEW sessions AS SELECT * FROM ({' UNION ALL BY NAME '.join(parts)}){customers}")  # noqa: S608

    def _cut(self, names: list[str], where: str) -> str:
        return SESSIONS.format(**sources(self._connection, self._folder, names, where))


def _between(since: int, until: int) -> str:
    """The condition on `happened`; an open end costs nothing."""
    ends = [f"happened >= to_timestamp({since} / 1000.0)"] if since != _EVER[0] else []
    ends += [f"happened < to_timestamp({until} / 1000.0)"] if until != _EVER[1] else []
    return " AND ".join(ends) or "true"
