"""The record of a decision keeps what ranking used of where a visitor came from, and makes the decision again."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest

from engine.assembly import Assembly
from engine.commands.log import made_again
from engine.events.decisions import without_identity
from engine.ranking.decision import Decision
from engine.ranking.record import record_of
from engine.ranking.request import Request
from engine.ranking.situation import Slate
from engine.settings import Settings
from engine.visitors.models import Clue

NOW = datetime(2026, 11, 21, 12, tzinfo=UTC)
_CAME = [
    Request(referrer="https://www.google.de/search?q=was+kostet+leasing&uid=geheim7781", lang="de"),
    Request(referrer="https://geheim7781@partner.example/konto/geheim7781?token=geheim7781", lang="de"),
    Request(referrer="", campaign="utm_campaign=einkaufsleiter&utm_id=geheim7781", lang="de", page_title="geheim7781",
            page_url="https://www.example.com/x?token=geheim7781", page="preise/preise.md"),
]


def _recorded(parts: Assembly, request: Request) -> dict[str, Any]:
    made: list[dict[str, Any]] = []

    def keep(request: Request, slate: Slate, decision: Decision) -> None:
        assert request.now is not None
        made.append(record_of(request, slate, decision, request.now))

    engine = parts.engine()
    engine.on_decision = keep
    engine.recommend(replace(request, decision="d", explore=True, seed="s"))
    return dict(json.loads(json.dumps(made[0])))


@pytest.mark.parametrize("request_", _CAME, ids=["search", "referral", "campaign"])
def test_a_decision_is_made_again_without_what_singles_a_visitor_out(built: Settings, request_: Request) -> None:
    parts = Assembly(built)
    record = _recorded(parts, request_)
    assert "geheim7781" not in json.dumps(record)
    assert made_again(parts, record) == []
    assert made_again(parts, without_identity(record)) == []


@pytest.mark.parametrize(("request_", "kind"), [
    (Request(job_title="Studentin Umwelttechnik", lang="de"), "student"),
    (Request(job_title="Leiterin Einkauf", lang="de"), ""),
    (Request(query="Stellenangebot Servicetechniker", lang="de"), "applicant"),
    (Request(history=(Clue("staff_login", NOW),), now=NOW, lang="de"), "staff"),
], ids=["title", "buyer", "question", "staff"])
def test_who_is_not_buying_is_recorded_and_found_again(built: Settings, request_: Request, kind: str) -> None:
    parts = Assembly(built)
    record = _recorded(parts, request_)
    assert record["not_buying"] == without_identity(record)["not_buying"] == kind
    assert made_again(parts, record) == []
    assert made_again(parts, without_identity(record)) == []
    older = {name: value for name, value in record.items() if name != "not_buying"}
    assert made_again(parts, older) == []
    assert made_again(parts, {**record, "not_buying": "bot"}) == [f"not_buying: 'bot' was logged, {kind!r} came out"]


def test_words_that_were_searched_for_matter_to_a_replay(built: Settings) -> None:
    parts = Assembly(built)
    record = _recorded(parts, _CAME[0])
    assert record["kind"] == "question"
    assert record["request"]["referrer"] == "//www.google.de/?q=was+kostet+leasing"
    record["request"]["referrer"] = "//www.google.de/?q=fehler+am+magazin"
    assert made_again(parts, record)
