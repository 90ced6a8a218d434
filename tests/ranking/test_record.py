"""The record of a decision keeps what ranking used of where a visitor came from, and makes the decision again."""

from __future__ import annotations

import json
from datetime import UTC, datetime

import pytest

from engine.assembly import Assembly
from engine.commands.log import made_again
from engine.events.decisions import without_identity
from engine.ranking.decision import Decision
from engine.ranking.record import plain_record
from engine.ranking.request import Request
from engine.visitors.models import Clue, Posterior, VisitorView
from tests.ranking.conftest import Recorded

NOW = datetime(2026, 11, 21, 12, tzinfo=UTC)
_CAME = [
    Request(referrer="https://www.google.de/search?q=was+kostet+leasing&uid=geheim7781", lang="de"),
    Request(referrer="https://geheim7781@partner.example/konto/geheim7781?token=geheim7781", lang="de"),
    Request(referrer="", campaign="utm_campaign=einkaufsleiter&utm_id=geheim7781", lang="de", page_title="geheim7781",
            page_url="https://www.example.com/x?token=geheim7781", page="preise/preise.md"),
]


@pytest.mark.parametrize("request_", _CAME, ids=["search", "referral", "campaign"])
def test_a_decision_is_made_again_without_what_singles_a_visitor_out(parts: Assembly, recorded: Recorded, request_: Request) -> None:
    record = recorded(request_)
    assert "geheim7781" not in json.dumps(record)
    assert made_again(parts, record) == []
    assert made_again(parts, without_identity(record)) == []


@pytest.mark.parametrize(("request_", "kind"), [
    (Request(job_title="Studentin Umwelttechnik", lang="de"), "student"),
    (Request(job_title="Leiterin Einkauf", lang="de"), ""),
    (Request(query="Stellenangebot Servicetechniker", lang="de"), "applicant"),
    (Request(history=(Clue("staff_login", NOW),), now=NOW, lang="de"), "staff"),
], ids=["title", "buyer", "question", "staff"])
def test_who_is_not_buying_is_recorded_and_found_again(parts: Assembly, recorded: Recorded, request_: Request, kind: str) -> None:
    record = recorded(request_)
    assert record["not_buying"] == without_identity(record)["not_buying"] == kind
    assert made_again(parts, record) == []
    assert made_again(parts, without_identity(record)) == []
    older = {name: value for name, value in record.items() if name != "not_buying"}
    assert made_again(parts, older) == []
    assert made_again(parts, {**record, "not_buying": "bot"}) == [f"not_buying: 'bot' was logged, {kind!r} came out"]


def test_words_that_were_searched_for_matter_to_a_replay(parts: Assembly, recorded: Recorded) -> None:
    record = recorded(_CAME[0])
    assert record["kind"] == "question"
    assert record["request"]["referrer"] == "//www.google.de/?q=was+kostet+leasing"
    record["request"]["referrer"] = "//www.google.de/?q=fehler+am+magazin"
    assert made_again(parts, record)


@pytest.mark.parametrize(("request_", "kind"), [
    (Request(query="Literatur für meine Bachelorarbeit"), "student"),
    (Request(referrer="https://www.google.de/?q=stellenangebote+servicetechniker"), "applicant"),
    (Request(query="Was kostet die Wartung?"), ""),
    (Request(), ""),
])
def test_a_plain_answer_too_records_who_is_not_buying(request_: Request, kind: str) -> None:
    nobody = VisitorView(Posterior({}), Posterior({}))
    decision = Decision("d", "r", "plain@1", "engine", nobody, (), "not_asked", 0.0, (), "de", degraded=True)
    record = plain_record(request_, decision, NOW)
    assert record["not_buying"] == without_identity(record)["not_buying"] == kind
