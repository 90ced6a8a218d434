"""Named experiments in the lift report: one verdict each, or the reason why there is none; accounts as one unit."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from engine.insight.kpis import REPORTS
from engine.insight.report import Result
from engine.learning.experiments import Experiment
from tests.insight.columns_of import DAY, MINUTE, decision, event, warehouse

FRAMES = Experiment(name="frames", arms={"framed": 1, "plain": 1}, kpi="answered", smallest=0.2)


def _lift(folder: Path, events: list[dict[str, Any]], decisions: list[dict[str, Any]], *declared: Experiment, **given: Any) -> Result:
    with warehouse(folder, events, decisions, experiments=declared, **given) as con:
        return REPORTS["lift"].run(con)


def _row(result: Result, name: str = "frames") -> dict[str, Any]:
    found: dict[str, Any] = next(row for row in result.rows if row["experiment"] == name)
    return found


def _traffic(people: int, hits: dict[str, float], **given: Any) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """So many visitors, arms in turn, of which this share clicks."""
    events, decisions = [], []
    for i in range(people):
        arm = ("framed", "plain")[i % 2]
        decisions.append(decision(f"d{i}", 0, f"v{i}", arms=[("frames", arm)], **given))
        if i // 2 % 100 < 100 * hits[arm]:
            events.append(event("click", MINUTE, f"v{i}", decision=f"d{i}"))
    return events, decisions


@pytest.mark.parametrize(("framed", "plain", "verdict"), [(0.6, 0.3, "higher"), (0.3, 0.6, "lower"), (0.5, 0.5, "no effect seen")])
def test_each_experiment_has_a_verdict_of_its_own(tmp_path: Path, framed: float, plain: float, verdict: str) -> None:
    result = _lift(tmp_path, *_traffic(4000, {"framed": framed, "plain": plain}), FRAMES)
    row = _row(result)
    assert (row["verdict"], row["arm"], row["against"], row["figure"]) == (verdict, "framed", "plain", "answered")
    assert (row["visitors"], row["holdout"]) == (2000, 2000)
    assert row["difference"] == pytest.approx(framed - plain)
    assert "frames: " in result.note["en"]
    assert result.value is None  # the holdout has nobody: its own question stays open


def test_several_comparisons_of_an_experiment_are_told_apart_in_words(tmp_path: Path) -> None:
    three = FRAMES.model_copy(update={"arms": {"framed": 1, "plain": 1, "none": 0}})
    note = _lift(tmp_path, *_traffic(4000, {"framed": 0.5, "plain": 0.5}), three).note["en"]
    assert "frames (framed / plain): No effect seen" in note
    assert "frames (framed / none): Too early" in note


def test_too_few_visitors_are_refused_without_naming_a_difference(tmp_path: Path) -> None:
    row = _row(_lift(tmp_path / "a", *_traffic(200, {"framed": 0.9, "plain": 0.1}), FRAMES.model_copy(update={"smallest": 0.01})))
    assert row["verdict"] == "too early"
    assert not {"rate", "difference", "low"} & set(row)
    assert _row(_lift(tmp_path / "b", *_traffic(18, {"framed": 0.9, "plain": 0.1}), FRAMES)) == {
        "experiment": "frames", "arm": "framed", "against": "plain", "figure": "answered", "verdict": "too few"}


def test_a_split_that_was_not_planned_is_broken(tmp_path: Path) -> None:
    planned = FRAMES.model_copy(update={"arms": {"framed": 3, "plain": 1}})
    row = _row(_lift(tmp_path, *_traffic(4000, {"framed": 0.6, "plain": 0.3}), planned))
    assert row["verdict"] == "broken"
    assert "rate" not in row


def test_what_is_no_longer_declared_is_named_and_not_judged(tmp_path: Path) -> None:
    assert _row(_lift(tmp_path, *_traffic(4000, {"framed": 0.6, "plain": 0.3}))) == {
        "experiment": "frames", "verdict": "not declared"}


def test_what_happened_before_the_first_exposure_does_not_count(tmp_path: Path) -> None:
    events, decisions = _traffic(2000, {"framed": 0.5, "plain": 0.5})
    before = [decision(f"b{i}", -2 * DAY, f"v{i}") for i in range(2000)]
    clicks = [event("click", -2 * DAY + MINUTE, f"v{i}", decision=f"b{i}") for i in range(0, 2000, 2)]  # all of one arm
    row = _row(_lift(tmp_path, events + clicks, decisions + before, FRAMES))
    assert row["rate"] == row["holdout_rate"] == pytest.approx(0.5)


def test_visitors_joined_by_pass_on_links_are_one_unit_in_the_senders_group(tmp_path: Path) -> None:
    events, decisions = [], []
    for i in range(4000):  # who forwards has a colleague in the other group, who alone follows something
        group, other = ("engine", "holdout") if i % 2 else ("holdout", "engine")
        decisions.append(decision(f"d{i}", 0, f"v{i}", group=group))
        if i < 2000:
            decisions.append(decision(f"r{i}", DAY, f"w{i}", group=other))
            events.append(event("pass_on", DAY + MINUTE, f"w{i}", decision=f"d{i}", step="opened"))
            events.append(event("click", DAY + 2 * MINUTE, f"w{i}", decision=f"r{i}"))
    joined = {f"w{i}": f"v{i}" for i in range(2000)}
    with warehouse(tmp_path / "joined", events, decisions, holdout=0.5, accounts=joined) as con:
        found = REPORTS["lift"].run(con)
    assert (found.n, found.state) == (4000, "ok")
    assert "2000 visitors count as one unit" in found.note["en"]
    with warehouse(tmp_path / "apart", events, decisions, holdout=0.5) as con:
        assert REPORTS["lift"].run(con).n == 6000  # whom the treatment did not join stays a unit of his own


def test_who_was_brought_by_somebody_who_is_gone_is_still_a_unit(tmp_path: Path) -> None:
    decisions = [decision(f"d{i}", 0, f"w{i}", group=("engine", "holdout")[i % 2]) for i in range(4000)]
    with warehouse(tmp_path, [], decisions, holdout=0.5, accounts={f"w{i}": f"gone{i // 4}" for i in range(4000)}) as con:
        assert REPORTS["lift"].run(con).n == 1000


def test_joined_visitors_share_the_arm_seen_first(tmp_path: Path) -> None:
    events, decisions = _traffic(2000, {"framed": 0.0, "plain": 0.5})
    for i in range(0, 2000, 2):  # every sender of the arm "framed" has a colleague, dealt "plain", who follows something
        decisions.append(decision(f"r{i}", DAY, f"w{i}", arms=[("frames", "plain")]))
        events.append(event("click", DAY + 2 * MINUTE, f"w{i}", decision=f"r{i}"))
    joined = {f"w{i}": f"v{i}" for i in range(0, 2000, 2)}
    row = _row(_lift(tmp_path, events, decisions, FRAMES.model_copy(update={"kpi": "answered"}), accounts=joined))
    assert (row["visitors"], row["holdout"]) == (1000, 1000)
    assert (row["verdict"], row["rate"], row["holdout_rate"]) == ("higher", 1.0, pytest.approx(0.5))
