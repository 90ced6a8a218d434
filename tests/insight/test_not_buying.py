"""Whoever the engine recognises as not buying is in no figure: from its decision over the log and the files to the report."""

from __future__ import annotations

import shutil
import uuid
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from functools import partial
from pathlib import Path

import pytest

from engine import clock
from engine.assembly import Assembly
from engine.insight.columns import decision_row, event_row, question_row
from engine.insight.refresh import insight_folder, refresh
from engine.insight.report import Report, Result
from engine.insight.reports import run_reports
from engine.insight.tables import as_data
from engine.insight.warehouse import Warehouse
from engine.ranking.decision import Decision
from engine.ranking.record import record_of
from engine.ranking.request import Request
from engine.ranking.situation import Slate
from engine.retrieval.build import build_release
from engine.service import Engine
from engine.settings import Settings
from engine.store.log import Entry
from engine.visitors.models import Clue
from tests.insight.traffic import SEARCH, START, Traffic

JOB_AD = "---\ntitle: Servicetechniker\ntype: job_ad\nlanguage: de\n---\n# Servicetechniker\n\nWir suchen Verstärkung im Service.\n"
OWN_WORDS = "not_buying: {student: {de: [kursleistung], en: [course credit]}, applicant: {de: [], en: []}}\n"
ONLY_THE_ENGINE_SEES = {
    "title": Request(job_title="Studentin Umwelttechnik"), "job ad": Request(page="stelle.md"),
    "own words": Request(query="Kursleistung zu Pumpen"),
    "staff": Request(history=(Clue("staff_login", START + timedelta(minutes=1)),)),
}


@pytest.fixture(scope="module")
def engine(library_dir: Path, fresh_settings: Callable[[], Settings], tmp_path_factory: pytest.TempPathFactory) -> Engine:
    """Over the prices and one job ad, with a word of the operator's own for students."""
    root = tmp_path_factory.mktemp("library")
    shutil.copytree(library_dir / "preise", root / "preise")
    (root / "stelle.md").write_text(JOB_AD, encoding="utf-8")
    own = tmp_path_factory.mktemp("taxonomy") / "taxonomy.yaml"
    own.write_text(OWN_WORDS, encoding="utf-8")
    parts = Assembly(replace(fresh_settings(), taxonomy=str(own)))
    build_release(root, parts.shelf, parts.taxonomy, parts.indexing_encoder, parts.annotator, progress=lambda *_: None)
    return parts.engine()


def _decide(engine: Engine, traffic: Traffic, request: Request, token: str = "") -> str:
    """A decision of the engine a few minutes after the start, on disk when this returns."""
    with clock.frozen(START + timedelta(minutes=5)):
        name = traffic.room.decisions.new_id()
        engine.on_decision = partial(_record, traffic)
        engine.recommend(replace(request, decision=name, visitor=traffic.hash_of(token) if token else "", lang="de",
                                 referrer=SEARCH, now=clock.now()))
        traffic.room.journal.write(lambda tx: None)
    return name


def _record(traffic: Traffic, request: Request, slate: Slate, decision: Decision) -> None:
    traffic.room.record(record_of(request, slate, decision, clock.now()), request.visitor)


def _reported(traffic: Traffic, name: str) -> tuple[Report, Result]:
    return next(iter(run_reports(traffic.settings, traffic.room.journal, [name])))


@pytest.mark.parametrize("asked", list(ONLY_THE_ENGINE_SEES))
def test_what_only_the_engine_sees_reaches_the_columns(engine: Engine, traffic: Traffic, asked: str) -> None:
    out, buyer, token = traffic.person(), traffic.person(), traffic.person()
    _decide(engine, traffic, ONLY_THE_ENGINE_SEES[asked], out)
    kept = _decide(engine, traffic, Request(job_title="Leiterin Einkauf", page="preise/preise.md"), buyer)
    hidden = _decide(engine, traffic, ONLY_THE_ENGINE_SEES[asked])  # without consent its words are dropped, the kind is not
    for who, made in ((out, None), (buyer, kept), ("", hidden), (token, None)):
        traffic.event("click", 6, who, **({"decision": made} if made else {}))
    refresh(traffic.var, traffic.room.journal)
    with Warehouse(insight_folder(traffic.var)) as con:
        assert con.rows("SELECT id FROM decisions") == [(kept,)]
        assert con.one("SELECT count(*) FROM items WHERE decision <> ?", kept) == (0,)
        assert sorted(con.rows("SELECT visitor, decision FROM events WHERE type = 'click'"), key=str) == sorted(
            [(traffic.hash_of(buyer), kept), (traffic.hash_of(token), None)], key=str)
        assert con.one("SELECT count(*) FROM visits") == (1,)
        assert con.left_out() == 2


def test_a_report_leaves_them_out_and_says_how_many(engine: Engine, traffic: Traffic) -> None:
    people = [traffic.person() for _ in range(112)]
    for number, token in enumerate(people):
        if number < 100:  # records of before, without the field: judged by their words
            traffic.decision(5, token, request={"referrer": SEARCH, "query": "Masterarbeit" if number == 0 else "Preise"})
        else:
            _decide(engine, traffic, Request(job_title="Studentin Umwelttechnik"), token)
    report, result = _reported(traffic, "hold_rate")
    assert (result.n, result.left_out) == (99, 13)
    assert as_data(report, result)["left_out"] == 13
    assert result.note["en"].endswith("(students, applicants, own staff): 13.")
    assert result.note["de"].endswith("(Studium, Bewerbung, eigenes Haus): 13.")


def test_of_a_handful_left_out_no_number_is_told(engine: Engine, traffic: Traffic) -> None:
    assert _reported(traffic, "lift")[1].left_out == 0
    _decide(engine, traffic, Request(job_title="Studentin Umwelttechnik"), traffic.person())
    result = _reported(traffic, "lift")[1]
    assert result.left_out is None
    assert result.note["en"].endswith("fewer than 10.")


def test_lift_compares_buyers_only(engine: Engine, traffic: Traffic) -> None:
    for number in range(24):
        traffic.decision(5, traffic.person(), group="holdout" if number % 2 else "engine")
    for number in range(6):
        token = traffic.person()
        name = _decide(engine, traffic, replace(ONLY_THE_ENGINE_SEES["title"], group="holdout" if number % 2 else "engine"), token)
        traffic.event("click", 6, token, decision=name)
    row = _reported(traffic, "lift")[1].rows[0]
    assert (row["visitors"], row["holdout"]) == (12, 12)


def test_their_questions_are_no_gaps_with_and_without_consent(engine: Engine, traffic: Traffic) -> None:
    words = {"query": "Gibt es Wohnungen?", "answer": "none"}
    title = ONLY_THE_ENGINE_SEES["title"]
    for number in range(12):
        token = traffic.person()
        traffic.event("question", 6, token, value=0, decision=_decide(engine, traffic, title, token), properties=words)
        _ask(traffic, number, decision=_decide(engine, traffic, title), properties=words)
        _ask(traffic, number, properties={"query": "Bachelorarbeit Pumpen", "answer": "none"})
    assert traffic.room.log.questions() == []
    assert (_reported(traffic, "no_answers")[1].rows, _reported(traffic, "answered")[1].n) == ([], 0)
    assert _reported(traffic, "no_answers")[1].left_out == 36
    for number in range(12):
        _ask(traffic, number, decision=_decide(engine, traffic, Request(page="preise/preise.md")), properties=words)
    assert _reported(traffic, "no_answers")[1].rows == [{"question": "gibt es wohnungen?", "people": 12, "times": 12}]


def _ask(traffic: Traffic, network: int, **given: object) -> None:
    """A question without consent and without an answer; from one network the same words count once."""
    at = START + timedelta(minutes=6)
    with clock.frozen(at):
        asked = {"id": str(uuid.uuid4()), "type": "question", "at": at.isoformat(), "value": 0, **given}
        assert traffic.room.accept([asked], None, prefix=f"192.0.{network}").accepted


def test_texts_counted_before_are_judged_by_their_words() -> None:
    asked = {"day": "2026-10-01", "answer": "none", "times": 20, "text": "bachelorarbeit pumpen"}
    assert question_row(asked)["not_buying"] == "student"
    assert question_row({**asked, "text": "was kostet eine pumpe"})["not_buying"] == ""


def test_a_record_that_says_so_counts_more_than_its_words() -> None:
    posterior = {"id": "unknown", "source": "unknown", "posterior": {}}
    older = {"id": "d", "role": posterior, "phase": posterior, "request": {"query": "Masterarbeit Pumpen"}}
    assert decision_row("v", older)["not_buying"] == "student"
    assert decision_row("v", {**older, "not_buying": ""})["not_buying"] == ""
    assert decision_row(None, {**older, "request": {}, "not_buying": "staff"})["not_buying"] == "staff"


def test_a_login_of_staff_is_no_customers() -> None:
    assert event_row(Entry("e", "staff_login", 0))["not_buying"] == "staff"
    assert event_row(Entry("e", "customer_login", 0))["not_buying"] == ""


def test_nothing_of_them_is_in_any_table(engine: Engine, traffic: Traffic) -> None:
    for title in ("Studentin Umwelttechnik", "Leiterin Einkauf"):
        for token in (traffic.person(), ""):
            made = _decide(engine, traffic, Request(job_title=title), token)
            for kind in ("click", "question", "feedback", "download", "role"):
                traffic.event(kind, 6, token, decision=made, properties={"role": "it"})
    refresh(traffic.var, traffic.room.journal)
    with Warehouse(insight_folder(traffic.var)) as con:
        counts = {table: con.one(f"SELECT count(*) FROM {table}")[0] for table in ("decisions", "events", "people", "visits")}
        assert con.one("SELECT count(DISTINCT decision) FROM items") == (2,)
    assert counts == {"decisions": 2, "events": 10, "people": 1, "visits": 1}


@pytest.mark.parametrize("purposes", [["personalisation", "measurement"], ["personalisation"]])
def test_reports_leave_out_whom_the_log_leaves_out(traffic: Traffic, purposes: list[str]) -> None:
    """Also what he did before he agreed, which only his own events lead to, and who is in reports only as anybody."""
    with clock.frozen(START):
        staff = traffic.room.consent.grant("", purposes, "1")
    before, buyers = traffic.decision(1), traffic.decision(1)
    traffic.event("click", 2, staff, decision=before)
    traffic.decision(3, staff)
    traffic.event("staff_login", 4, staff)
    refresh(traffic.var, traffic.room.journal)
    files = b"".join(path.read_bytes() for path in insight_folder(traffic.var).rglob("*.parquet"))
    assert (traffic.hash_of(staff).encode() in files) == ("measurement" in purposes)
    with Warehouse(insight_folder(traffic.var)) as con:
        assert con.rows("SELECT id FROM decisions") == [(buyers,)]
        assert con.one("SELECT count(*) FROM events WHERE decision IS NOT NULL") == (0,)
