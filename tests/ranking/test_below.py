"""What was learnt moves the slots below the main item too, and caution keeps the whole neutral page."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from engine.events.decisions import differences
from engine.learning.arms import arms_of
from engine.learning.policies import HierarchicalThompson
from engine.learning.policies.replayed import Replayed
from engine.learning.policy import Arm, Context, Outcome, Policy
from engine.ranking.request import Request
from engine.service import Engine
from tests.ranking.conftest import Recorded

ASKED = Request(lang="de", slots=4, role="finance", decision="d", explore=True, seed="s",
                now=datetime(2026, 11, 21, 12, tzinfo=UTC))
Answer = Callable[[Policy], dict[str, Any]]


@pytest.fixture
def answer(recorded: Recorded) -> Answer:
    return lambda policy: recorded(ASKED, policy)


def _first(passages: list[str]) -> Policy:
    """A policy that always draws the first of some passages."""
    return Replayed({"passages": passages, "probabilities": [1.0, *[0.0] * (len(passages) - 1)]}, "fixed@1")


def _taught(engine: Engine, passage: str, reward: float, times: int = 400) -> HierarchicalThompson:
    policy, at = HierarchicalThompson(boldness=0.0, floor=0.0), datetime(2026, 11, 1, tzinfo=UTC)
    arm = next(arm for arm in arms_of(engine.current.get()) if arm.passage == passage)
    policy.learn(Outcome(arm, Context("finance", "unknown"), "next", reward, at + timedelta(minutes=n), -1.0)
                 for n in range(times))
    return policy


def test_a_passage_that_readers_do_not_want_leaves_the_slots_below(engine: Engine, answer: Answer) -> None:
    before = answer(HierarchicalThompson(boldness=0.0, floor=0.0))
    unwanted = next(item["passage"] for item in before["items"] if item["slot"] == "next")
    assert "learnt" not in before["candidates"]
    after = answer(_taught(engine, unwanted, 0.0))
    assert unwanted not in [item["passage"] for item in after["items"] if item["slot"] == "next"]
    at = after["candidates"]["passage"].index(unwanted)
    assert after["candidates"]["learnt"][at] < -0.5


def test_one_that_they_want_comes_up(engine: Engine, answer: Answer) -> None:
    before = answer(HierarchicalThompson(boldness=0.0, floor=0.0))
    shown = {item["document"] for item in before["items"]}
    passages = before["candidates"]["passage"]
    wanted = next(name for name in passages[5:20] if name.split("#")[0] not in shown)
    taught = _taught(engine, wanted, 1.0)
    main = before["items"][0]["passage"]
    learnt = dict.fromkeys(before["candidates"]["passage"], 0.0) | {wanted: 3.0}
    below = answer(Replayed({"passages": before["draw"]["passages"], "probabilities": [
        float(name == main) for name in before["draw"]["passages"]]}, "fixed@1", learnt))
    assert [item["passage"] for item in below["items"] if item["slot"] == "main"] == [main]
    assert wanted in [item["passage"] for item in below["items"] if item["slot"] in ("next", "proof")]
    assert wanted in [item["passage"] for item in answer(taught)["items"]]


def test_an_outcome_that_says_nothing_about_a_page_changes_none(engine: Engine, answer: Answer) -> None:
    before = answer(HierarchicalThompson(boldness=0.0, floor=0.0))
    policy = HierarchicalThompson(boldness=0.0, floor=0.0)
    policy.learn([Outcome(Arm("elsewhere.md#x", "elsewhere.md"), Context("it", "use"), "next", 0.05,
                          datetime(2026, 11, 1, tzinfo=UTC), -1.0)])
    after = answer(policy)
    assert after["candidates"]["learnt"]
    assert [item["passage"] for item in after["items"]] == [item["passage"] for item in before["items"]]


def test_a_learnt_page_is_replayed_from_its_record(engine: Engine, answer: Answer) -> None:
    unwanted = answer(HierarchicalThompson())["items"][1]["passage"]
    logged = answer(_taught(engine, unwanted, 0.0))
    seen = logged["candidates"]
    again = answer(Replayed(logged["draw"], logged["policy"], dict(zip(seen["passage"], seen["learnt"], strict=True))))
    assert differences(logged, again) == []
    without = answer(Replayed(logged["draw"], logged["policy"]))
    assert differences(logged, without) != []


def test_with_the_main_item_of_the_neutral_page_comes_the_rest_of_it(recorded: Recorded, answer: Answer) -> None:
    """Where another main item was thought better: a role for which the personal page is doubted is kept from all of it."""
    own = answer(HierarchicalThompson(boldness=0.0, floor=0.0))
    held = [item["passage"] for item in recorded(replace(ASKED, role="", group="holdout"))["items"]]
    neutral, others = own["draw"]["neutral"], [p for p in own["draw"]["passages"] if p not in own["draw"]["neutral"]]
    assert neutral == held[:1]
    kept = [item["passage"] for item in answer(_first([*neutral, *others]))["items"]]
    assert kept == held
    assert kept != [item["passage"] for item in own["items"]]
