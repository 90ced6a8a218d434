"""The record of a holdout's page says where its items would have stood in the visitor's own ranking."""

from __future__ import annotations

from copy import deepcopy
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from engine.events.decisions import differences
from engine.learning.arms import standings_of
from engine.ranking.request import Request
from engine.visitors.models import Clue
from tests.ranking.conftest import Recorded

NOW = datetime(2026, 11, 21, 12, tzinfo=UTC)
HELD = Request(lang="de", slots=4, role="finance", group="holdout", now=NOW)
ASKED_BEFORE = (Clue("question", NOW - timedelta(hours=1), query="Was kostet der Servicevertrag?"),)


@pytest.mark.parametrize("history", [(), ASKED_BEFORE], ids=["role alone", "and a question asked before"])
def test_it_is_the_standing_that_the_personal_page_gives(recorded: Recorded, history: tuple[Clue, ...]) -> None:
    held = recorded(replace(HELD, history=history))
    own = recorded(replace(HELD, history=history, group="engine"))["candidates"]
    standings = dict(zip(own["passage"], standings_of(own["score"]).tolist(), strict=True))
    found = {item["passage"]: item["standing"] for item in held["items"]}
    known = [name for name in found if name in standings]
    assert known
    assert {name: found[name] for name in known} == pytest.approx({name: standings[name] for name in known}, abs=2e-3)
    assert all(found[name] <= min(standings.values()) + 2e-3 for name in found if name not in standings)
    assert len(set(found.values())) > 1


def test_a_role_says_it_of_its_own_ranking_not_of_another(recorded: Recorded) -> None:
    finance, user = (recorded(replace(HELD, role=role))["items"] for role in ("finance", "user"))
    assert [item["passage"] for item in finance] == [item["passage"] for item in user]
    assert [item["standing"] for item in finance] != [item["standing"] for item in user]


def test_other_pages_do_not_need_it(recorded: Recorded) -> None:
    personal, question = recorded(replace(HELD, group="engine")), recorded(replace(HELD, query="Was kostet das?"))
    assert not any("standing" in item for item in [*personal["items"], *question["items"]])


def test_a_replay_tells_another_standing(recorded: Recorded) -> None:
    logged = recorded(HELD)
    assert differences(logged, recorded(HELD)) == []
    other = deepcopy(logged)
    other["items"][0]["standing"] -= 0.5
    assert "standing" in differences(other, logged)[0]
    before = [{name: item[name] for name in item if name != "standing"} for item in logged["items"]]
    assert differences({**logged, "items": before}, logged) == []  # logged by an earlier version
