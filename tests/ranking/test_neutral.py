"""A personal page can always choose what the holdout's page shows first, and says so with its draw."""

from __future__ import annotations

import pytest

from engine.ranking.request import Request
from tests.ranking.conftest import Recorded


@pytest.mark.parametrize("slots", [1, 4])
@pytest.mark.parametrize("role", ["finance", "technical", ""])
def test_the_draw_names_what_the_holdout_sees_first(recorded: Recorded, slots: int, role: str) -> None:
    """Also where the common block has taken the best passage of all."""
    held = recorded(Request(lang="de", slots=slots, group="holdout"))
    drawn = recorded(Request(lang="de", slots=slots, role=role))["draw"]
    first = held["items"][0]
    assert first["slot"] == "main"
    assert drawn["neutral"] == [first["passage"]]
    assert drawn["probabilities"][drawn["passages"].index(first["passage"])] > 0.05


def test_where_something_was_asked_nothing_is_neutral(recorded: Recorded) -> None:
    asked = recorded(Request(lang="de", slots=4, query="Was kostet das?"))
    assert not asked["draw"].get("neutral")
