"""Rewards: useful things, each once, in any order, never a click alone."""

from __future__ import annotations

import itertools
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.errors import SettingError
from engine.learning.rewards import WEIGHTS, Till, context_of, earned, page_kind, reward_weights, was_neutral
from tests.learning.samples import arm


def _credit(kind: str, value: float = 1.0, **over: Any) -> dict[str, Any]:
    return {"type": kind, "value": value, "share": 1.0, "decision": "d1", "slot": "main", "passage": "doc1.md#1",
            "document": "doc1.md", "role": "finance", "phase": "select", "at": 1_760_000_000_000, "propensity": 0.4, **over}


def _total(credits: list[dict[str, Any]]) -> tuple[float, float]:
    till = Till()
    told = [o for o in (till.outcome(c, arm(1), None) for c in credits) if o]
    return sum(o.shown for o in told), sum(o.reward for o in told)


def test_a_click_alone_is_worth_little() -> None:
    shown, reward = _total([_credit("impression"), _credit("click")])
    assert shown == 1
    assert reward == WEIGHTS["click"] <= 0.15


def test_a_click_that_is_read_is_worth_much_more() -> None:
    assert _total([_credit("impression"), _credit("click"), _credit("dwell", 40.0)])[1] >= 3 * WEIGHTS["click"]


def test_going_back_to_the_search_takes_the_click_away() -> None:
    assert _total([_credit("impression"), _credit("click"), _credit("search_return")])[1] == pytest.approx(0)


@given(st.lists(st.sampled_from([*sorted(WEIGHTS), "impression", "view"]), min_size=1, max_size=12))
def test_any_order_gives_one_display_and_the_same_reward_within_bounds(kinds: list[str]) -> None:
    credits = [_credit(kind, 20.0) for kind in kinds]
    shown, reward = _total(credits)
    again = _total(list(reversed(credits)))
    assert shown == again[0] == 1
    assert reward == pytest.approx(again[1])
    assert 0 <= reward <= 1


def test_each_kind_counts_once_for_a_display() -> None:
    assert _total([_credit("download")] * 5) == _total([_credit("download")])


def test_all_orders_of_a_full_visit_agree() -> None:
    visit = [_credit(kind, 30.0) for kind in ("impression", "click", "dwell", "feedback")]
    assert len({round(_total(list(order))[1], 9) for order in itertools.permutations(visit)}) == 1


def test_short_dwell_and_unhelpful_feedback_earn_nothing() -> None:
    assert earned("dwell", 3.0, WEIGHTS) == 0
    assert earned("feedback", -1.0, WEIGHTS) < 0
    assert earned("never_heard_of", 1.0, WEIGHTS) == 0


def test_a_question_earns_only_when_it_was_answered() -> None:
    assert earned("question", 1.0, WEIGHTS) == WEIGHTS["question"] > 0
    assert earned("question", 0.0, WEIGHTS) == 0


def test_the_operator_may_weigh_otherwise() -> None:
    weights = reward_weights("dwell=0.2, conversion=0.5")
    assert (weights["dwell"], weights["conversion"], weights["share"]) == (0.2, 0.5, WEIGHTS["share"])


@pytest.mark.parametrize("text", ["dwell", "dwell=x", "dwell=nan", "dwell=7", "luck=0.1"])
def test_weights_that_cannot_be_used_are_refused(text: str) -> None:
    with pytest.raises(SettingError):
        reward_weights(text)


def test_the_standing_comes_from_the_logged_scores() -> None:
    record = {"candidates": {"passage": ["a#1", "doc1.md#1", "c#1"], "score": [3.0, 2.0, 1.0]}, "request": {"query": "x"}}
    found = Till().outcome(_credit("click"), arm(1), record)
    assert found is not None
    assert found.standing == pytest.approx(-1 / 0.8165, rel=1e-3)
    assert found.context.kind == "question"


@pytest.mark.parametrize(("record", "slot", "neutral"), [
    ({"group": "holdout", "request": {}}, "main", True),
    ({"group": "holdout", "request": {}}, "next", False),
    ({"group": "holdout", "request": {"query": "price?"}}, "main", False),
    ({"group": "engine", "request": {}, "draw": {"neutral": ["doc1.md#1"]}}, "main", True),
    ({"group": "engine", "request": {}, "draw": {"neutral": ["doc2.md#1"]}}, "main", False),
    ({"group": "engine", "request": {}, "draw": {"passages": ["doc1.md#1"]}}, "main", False),
    (None, "main", False),
])
def test_what_the_neutral_page_shows_first_is_told_as_such(record: dict[str, Any] | None, slot: str, neutral: bool) -> None:
    told = Till().outcome(_credit("click", slot=slot), arm(1), record)
    assert told is not None
    assert told.arm.neutral is neutral


@pytest.mark.parametrize(("record", "kind"), [
    ({"kind": "question", "request": {"referrer": "https://suche.example/?q=pumpe"}}, "question"),
    ({"kind": "question", "request": {}, "dropped": ["referrer"]}, "question"),
    ({"kind": "answer", "request": {"document": "a.md"}}, "question"),
    ({"kind": "browse", "request": {}}, "browse"),
    ({"kind": "scope", "request": {"document": "a.md"}}, "scope"),
    ({"request": {"query": "preis"}}, "question"),
    ({"request": {}, "dropped": ["query"]}, "question"),
    ({"request": {"document": "a.md"}}, "scope"),
    ({}, "browse"),
])
def test_the_kind_of_page_is_the_recorded_one_and_guessed_only_without(record: dict[str, Any], kind: str) -> None:
    assert page_kind(record) == context_of(_credit("click"), record).kind == kind
    held = {**record, "group": "holdout"}
    assert was_neutral(_credit("click"), held) == (kind == "browse")


def test_on_the_page_of_the_holdout_it_is_the_standing_in_the_visitors_own_ranking() -> None:
    record = {"group": "holdout", "candidates": {"passage": ["doc1.md#1", "b", "c"], "score": [3.0, 2.0, 1.0]},
              "items": [{"slot": "main", "passage": "doc1.md#1", "standing": -1.7}, {"slot": "next", "passage": "b"}]}
    found = Till().outcome(_credit("impression"), arm(1), record)
    assert found is not None
    assert found.standing == -1.7
