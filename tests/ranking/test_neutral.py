"""A personal page can always choose what the holdout's page shows first, and says so with its draw."""

from __future__ import annotations

from collections import OrderedDict

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
    assert drawn["probabilities"][drawn["passages"].index(first["passage"])] > 0.003  # the floor alone would leave it a tenth of that


def test_where_something_was_asked_nothing_is_neutral(recorded: Recorded) -> None:
    asked = recorded(Request(lang="de", slots=4, query="Was kostet das?"))
    assert not asked["draw"].get("neutral")


@pytest.mark.parametrize("role", ["finance", "procurement", "assurance", "it", "technical"])
def test_also_where_the_library_is_too_large_for_all_of_it_to_be_considered(
    recorded: Recorded, monkeypatch: pytest.MonkeyPatch, role: str
) -> None:
    monkeypatch.setattr("engine.ranking.candidates._MOST_WITHOUT_QUESTION", 3)
    monkeypatch.setattr("engine.ranking.candidates._FOR_EVERYBODY", 1)
    monkeypatch.setattr("engine.ranking.neutral._known", OrderedDict())
    held = recorded(Request(lang="en", slots=1, group="holdout"))["items"][0]["passage"]
    assert recorded(Request(lang="en", slots=1, role=role))["draw"]["neutral"] == [held]
