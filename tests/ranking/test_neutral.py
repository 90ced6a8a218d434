"""A personal page can always choose what the holdout's page shows first, and says so with its draw."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import pytest

from engine.assembly import Assembly
from engine.ranking.decision import Decision
from engine.ranking.record import record_of
from engine.ranking.request import Request
from engine.ranking.situation import Slate
from engine.settings import Settings


def _record(parts: Assembly, request: Request) -> dict[str, Any]:
    made: list[dict[str, Any]] = []

    def keep(request: Request, slate: Slate, decision: Decision) -> None:
        assert request.now is not None
        made.append(record_of(request, slate, decision, request.now))

    engine = replace(parts.engine(), on_decision=keep)
    engine.recommend(replace(request, decision="d", explore=True, seed="s"))
    return dict(json.loads(json.dumps(made[0])))


@pytest.mark.parametrize("slots", [1, 4])
@pytest.mark.parametrize("role", ["finance", "technical", ""])
def test_the_draw_names_what_the_holdout_sees_first(built: Settings, slots: int, role: str) -> None:
    """Also where the common block has taken the best passage of all."""
    parts = Assembly(built)
    held = _record(parts, Request(lang="de", slots=slots, group="holdout"))
    drawn = _record(parts, Request(lang="de", slots=slots, role=role))["draw"]
    first = held["items"][0]
    assert first["slot"] == "main"
    assert drawn["neutral"] == [first["passage"]]
    assert drawn["probabilities"][drawn["passages"].index(first["passage"])] > 0.05


def test_where_something_was_asked_nothing_is_neutral(built: Settings) -> None:
    asked = _record(Assembly(built), Request(lang="de", slots=4, query="Was kostet das?"))
    assert not asked["draw"].get("neutral")
