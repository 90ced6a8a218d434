"""Reports read from files of sessions say exactly what the single rows say, over midnight and after every change."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from engine import clock
from engine.events.retention import let_go
from engine.insight.columns import SCHEMAS
from engine.insight.kpis import REPORTS
from engine.insight.kpis.segmentation import COST_OF_A_SEGMENT
from engine.insight.refresh import insight_folder, refresh
from engine.insight.sessions import derive, is_fresh
from engine.insight.warehouse import Warehouse
from tests.insight.columns_of import DAY, MINUTE, START, decision, event
from tests.insight.slow_reports import SlowWarehouse, segmentation
from tests.insight.traffic import START as FIRST
from tests.insight.traffic import Traffic

PHASES = ("problem", "explore", "select")
DAYS = 4
ZERO = START // DAY * DAY
VISITS = "SELECT v, start, decisions, entry, grp, one_page, seconds, back, goal, declared, guessed, answered, clicks FROM visits"
PEOPLE = "SELECT v, grp, first, entry, decisions, helped FROM people"
STRETCHES: list[dict[str, Any]] = [
    {}, {"since": ZERO + DAY, "until": ZERO + 3 * DAY}, {"since": ZERO + DAY - 5 * MINUTE},
    {"since": ZERO + DAY + 7 * MINUTE, "until": ZERO + 3 * DAY - 11 * MINUTE},
    {"since": ZERO + DAY + 600 * MINUTE, "until": ZERO + DAY + 900 * MINUTE},
    {"since": ZERO + DAY - 20 * MINUTE, "until": ZERO + DAY + 20 * MINUTE},
]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Four days of generated traffic, a third of it around midnight, some of it received a day late; sessions written."""
    made = tmp_path_factory.mktemp("insight")
    random = np.random.default_rng(3)
    events: list[dict[str, Any]] = []
    decisions: list[dict[str, Any]] = []
    for person in range(700):
        _visitor(random, person, events, decisions)
    _write(made, "events", events, "received")
    _write(made, "decisions", decisions, "happened")
    _write(made, "items", [], "happened")
    assert derive(made) > DAYS
    return made


def _visitor(random: np.random.Generator, person: int, events: list[dict[str, Any]], decisions: list[dict[str, Any]]) -> None:
    """Steps with pauses shorter and longer than half an hour; every moment of a visitor is another millisecond."""
    who = f"v{person}" if person % 9 else None
    group, at = "holdout" if person % 5 == 0 else "engine", ZERO - START + int(random.integers(0, DAYS)) * DAY
    at += int(random.integers(-40, 10)) * MINUTE if person % 3 == 0 else int(random.integers(0, DAY))
    for step in range(int(random.integers(1, 12))):
        at += int(random.choice([1, 12, 29, 30, 31, 240])) * MINUTE + int(random.integers(-1, 2))
        name = f"d{person}-{step}"
        roles = random.dirichlet([1, 1, 1])
        decisions.append(decision(
            name, at, who, group=group, page=f"p{random.integers(0, 3)}.md", items=int(random.integers(0, 3)),
            entry=str(random.choice(["search", "referral", "direct"])) if who else None, phase=str(random.choice(PHASES)),
            role=str(random.choice(["it", "finance", "unknown"])), role_source="inferred", lang="de",
            roles=list(zip(("it", "finance", "user"), map(float, roles), strict=True)), propensity=float(random.uniform(0.1, 1)),
            main_type=str(random.choice(["blog", "study"])), likeliest=0.5, given_up=0.1))
        kinds = ("click", "dwell", "question", "role", "impression", "search_return", "download", "feedback", "contact_form")
        for extra in range(int(random.integers(0, 4))):
            kind = str(random.choice(kinds, p=[0.3, 0.2, 0.15, 0.1, 0.15, 0.02, 0.03, 0.03, 0.02]))
            one = event(kind, at + 1000 * (extra + 1) + 7, who, decision=name, slot="main", server=bool(random.random() < 0.03),
                        value=float(random.integers(0, 90)) / 2, role="it" if kind == "role" else None,
                        not_buying="student" if person % 50 == 7 and extra == 0 and step == 2 else "")
            one["received"] += DAY if random.random() < 0.1 else 0
            events.append(one)


def _write(folder: Path, table: str, rows: list[dict[str, Any]], moment: str) -> None:
    (folder / table).mkdir(exist_ok=True)
    for day in {row[moment] // DAY for row in rows}:
        name = f"{datetime.fromtimestamp(day * 86_400, UTC).date().isoformat()}.parquet"
        here = [row for row in rows if row[moment] // DAY == day]
        pq.write_table(pa.Table.from_pylist(here, schema=SCHEMAS[table]), folder / table / name)


@pytest.mark.parametrize("stretch", STRETCHES, ids=str)
def test_visits_and_people_equal_those_of_the_single_rows(folder: Path, stretch: dict[str, Any]) -> None:
    with Warehouse(folder, **stretch) as quick, SlowWarehouse(folder, **stretch) as slow:
        for query in (VISITS, PEOPLE):
            wanted = slow.rows(f"{query} ORDER BY ALL")
            assert wanted
            assert quick.rows(f"{query} ORDER BY ALL") == wanted


@pytest.mark.parametrize("stretch", STRETCHES, ids=str)
@pytest.mark.parametrize("name", [name for name in REPORTS if name != "segmentation"])
def test_every_report_equals_the_slow_one(folder: Path, name: str, stretch: dict[str, Any]) -> None:
    with Warehouse(folder, phases=PHASES, **stretch) as quick, SlowWarehouse(folder, phases=PHASES, **stretch) as slow:
        found, wanted = REPORTS[name].run(quick), REPORTS[name].run(slow)
    assert found.n == wanted.n
    assert found.value == pytest.approx(wanted.value)
    assert [{key: pytest.approx(cell) for key, cell in row.items()} for row in wanted.rows] == found.rows


def test_segments_in_one_reading_equal_one_query_a_split(folder: Path) -> None:
    splits = {"role": ("'all'", "d.role"), "role x phase": ("d.role", "d.role || ' / ' || d.phase"), "phase": ("'all'", "d.phase")}
    with Warehouse(folder) as con:
        rows = {row["split"]: row for row in REPORTS["segmentation"].run(con).rows}
        for name, (coarse, fine) in splits.items():
            gain, deviation = segmentation(con, coarse, fine, COST_OF_A_SEGMENT)
            assert rows[name]["gain"] == pytest.approx(gain)
            assert rows[name]["low80"] == pytest.approx(gain - 0.8416212335729143 * deviation)


def test_there_are_visits_over_midnight_and_late_events(folder: Path) -> None:
    with Warehouse(folder) as con:
        assert con.one(f"SELECT count(*) FROM visits WHERE start // {DAY} <> stop // {DAY}")[0] > 20
        assert con.one(f"SELECT count(*) FROM events WHERE epoch_ms(received) - ms >= {DAY}")[0] > 20
        assert con.one("SELECT count(*) FROM left_out")[0] > 0


def test_a_day_without_sessions_is_cut_from_its_rows(folder: Path, tmp_path: Path) -> None:
    for path in folder.rglob("*.parquet"):
        (tmp_path / path.parent.name).mkdir(exist_ok=True)
        if path.parent.name != "sessions":
            (tmp_path / path.parent.name / path.name).write_bytes(path.read_bytes())
    derive(tmp_path)
    stale = sorted((tmp_path / "sessions").glob("*.parquet"))[1]
    (tmp_path / "events" / stale.name).touch()  # as if written again: what was derived does not count any more
    assert not is_fresh(tmp_path, stale.name)
    stale.write_bytes(sorted((tmp_path / "sessions").glob("*.parquet"))[2].read_bytes())
    with Warehouse(tmp_path) as quick, SlowWarehouse(tmp_path) as slow:
        assert quick.rows(f"{VISITS} ORDER BY ALL") == slow.rows(f"{VISITS} ORDER BY ALL")
    assert derive(tmp_path) == 1
    assert derive(tmp_path) == 0


def _sessions(traffic: Traffic) -> list[dict[str, Any]]:
    return [row for path in sorted((insight_folder(traffic.var) / "sessions").glob("*.parquet"))
            for row in pq.read_table(path).to_pylist()]


def test_an_erased_visitor_leaves_the_sessions(traffic: Traffic) -> None:
    gone, stays = traffic.person(), traffic.person()
    for token in (gone, stays):
        for minute in (1, 15 * 60 + 58, 16 * 60 + 2):  # the last two are one visit over midnight
            traffic.event("click", minute + 1, token, decision=traffic.decision(minute, token))
    refresh(traffic.var, traffic.room.journal)
    assert {row["visitor"] for row in _sessions(traffic)} == {traffic.hash_of(gone), traffic.hash_of(stays)}
    with Warehouse(insight_folder(traffic.var)) as con:
        assert con.one("SELECT count(*) FROM visits") == (4,)
    traffic.room.rights.erase(gone)
    refresh(traffic.var, traffic.room.journal)
    assert {row["visitor"] for row in _sessions(traffic)} == {traffic.hash_of(stays)}
    name = traffic.hash_of(gone).encode()
    assert not any(name in str(pq.read_table(path).to_pylist()).encode() for path in insight_folder(traffic.var).rglob("*.parquet"))
    with Warehouse(insight_folder(traffic.var)) as con:
        assert con.one("SELECT count(*) FROM visits") == (2,)


def test_sessions_end_with_the_time_for_which_visitors_are_kept(traffic: Traffic) -> None:
    token = traffic.person()
    traffic.event("click", 2, token, decision=traffic.decision(1, token))
    refresh(traffic.var, traffic.room.journal)
    assert len(_sessions(traffic)) == 1
    with clock.frozen(FIRST + timedelta(days=traffic.settings.events_days + 2)):
        let_go(traffic.room.journal, traffic.settings)
        refresh(traffic.var, traffic.room.journal, events_days=traffic.settings.events_days)
    assert list((insight_folder(traffic.var) / "events").glob("*.parquet"))  # the click stays, nobody's
    assert _sessions(traffic) == []
