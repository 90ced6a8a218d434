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
from engine.learning.policy import Arm, Context, Outcome
from engine.ranking.request import Request
from engine.service import Engine
from tests.ranking.conftest import Recorded

ASKED = Request(lang="de", slots=4, role="finance", decision="d", explore=True, seed="s",
                now=datetime(2026, 11, 21, 12, tzinfo=UTC))
Answer = Callable[..., dict[str, Any]]


@pytest.fixture
def answer(recorded: Recorded) -> Answer:
    return lambda policy, seed="s": recorded(replace(ASKED, seed=seed), policy)


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


def test_in_full_doubt_the_page_is_the_holdouts_to_the_last_item(recorded: Recorded, answer: Answer) -> None:
    """A role for which the personal page is doubted is kept from all of it; its main item alone may also be drawn for an own page."""
    own = answer(HierarchicalThompson(boldness=0.0, floor=0.0))
    held = [item["passage"] for item in recorded(replace(ASKED, role="", group="holdout"))["items"]]
    neutral, names = own["draw"]["neutral"], own["draw"]["passages"]
    assert neutral == held[:1]
    drawn = {"passages": names, "neutral": neutral, "probabilities": [float(name in neutral) for name in names]}
    kept = answer(Replayed({**drawn, "caution": 1.0}, "fixed@1"))
    assert [item["passage"] for item in kept["items"]] == held
    assert kept["items"][0]["propensity"] == 1.0
    mine = [item["passage"] for item in answer(Replayed(drawn, "fixed@1"))["items"]]
    assert mine[0] == held[0]
    assert mine != held


def test_a_page_in_doubt_is_replayed_from_its_record(engine: Engine, answer: Answer) -> None:
    """Whichever page came out, and the record names both with what each item of them stands for."""
    doubted = _doubted(engine, answer)
    for seed in "abcdef":
        logged = answer(doubted, seed)
        drawn, seen = logged["draw"], logged["candidates"]
        assert 0 < drawn["caution"] < 1
        assert next(passage for _, passage, _ in drawn["pages"]["neutral"]) == drawn["neutral"][0]
        shown = [[item["slot"], item["passage"]] for item in logged["items"]]
        assert shown in [[pair[:2] for pair in page] for page in drawn["pages"].values()]
        again = answer(Replayed(drawn, logged["policy"], dict(zip(seen["passage"], seen.get("learnt", ()), strict=False))), seed)
        assert differences(logged, again) == []


def _doubted(engine: Engine, answer: Answer) -> HierarchicalThompson:
    """A policy that saw the role's own page fail and the neutral page please about half as often as it has to, to be sure."""
    policy, at = HierarchicalThompson(boldness=0.0, floor=0.0), datetime(2026, 11, 1, tzinfo=UTC)
    arms = {arm.passage: arm for arm in arms_of(engine.current.get())}
    for number in range(200):
        drawn = answer(policy)["draw"]
        if number and 0.1 < drawn["caution"] < 0.9:
            return policy
        for name, reward in (("own", 0.0), ("neutral", 0.3)):
            policy.learn(Outcome(arms[passage], Context("finance", "unknown"), slot, reward, at + timedelta(minutes=number), standing)
                         for slot, passage, standing in drawn["pages"][name])
    raise AssertionError("never in doubt")
