"""Assignment: stable, even, independent, and the same for all who talk to each other."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from engine.errors import SettingError
from engine.learning.experiments import Assigner, Assignment, Experiment, load_experiments

COMMON = Experiment(name="common_ground")
OTHER = Experiment(name="other", arms={"a": 1, "b": 2, "c": 1})


def _visitors(n: int) -> list[str]:
    return [f"visitor-{i}" for i in range(n)]


def test_a_tenth_of_visitors_is_in_the_holdout() -> None:
    dealer = Assigner("lotse", "default", 0.1)
    held = sum(dealer.group_of(v) == "holdout" for v in _visitors(20_000))
    assert stats.binomtest(held, 20_000, 0.1).pvalue > 0.001


@given(st.text(min_size=1, max_size=40))
def test_the_same_visitor_always_gets_the_same(visitor: str) -> None:
    one, two = (Assigner("lotse", "default", 0.1, (COMMON, OTHER)) for _ in range(2))
    assert one.assign(visitor) == two.assign(visitor)


def test_experiments_deal_independently_of_each_other_and_as_planned() -> None:
    dealer = Assigner("lotse", "default", 0.1, (COMMON, OTHER))
    table = np.zeros((2, 3))
    for visitor in _visitors(20_000):
        arms = dealer.assign(visitor).arms
        if arms:
            table[["on", "off"].index(arms["common_ground"]), ["a", "b", "c"].index(arms["other"])] += 1
    assert stats.chi2_contingency(table).pvalue > 0.001
    assert stats.chisquare(table.sum(axis=0), table.sum() * np.array([0.25, 0.5, 0.25])).pvalue > 0.001


def test_holdout_visitors_take_part_in_no_experiment() -> None:
    dealer = Assigner("lotse", "default", 0.5, (COMMON,))
    assert all((a.arms == {}) == (a.group == "holdout") for a in map(dealer.assign, _visitors(200)))


def test_without_a_token_there_is_the_engine_and_no_part_in_any_lift() -> None:
    told: list[Assignment] = []
    dealer = Assigner("lotse", "default", 1.0, (COMMON,), lambda assignment, _: told.append(assignment))
    assert dealer.assign(None) == Assignment("", "engine", {})
    dealer.expose(dealer.assign(None), "d1")
    assert told == []
    dealer.expose(dealer.assign("somebody"), "d2")
    assert [a.group for a in told] == ["holdout"]


def test_another_seed_or_site_deals_anew() -> None:
    dealt = [[Assigner(seed, site, 0.5).group_of(v) for v in _visitors(300)]
             for seed, site in (("lotse", "a"), ("lotse", "b"), ("other", "a"))]
    assert dealt[0] != dealt[1] != dealt[2]


def test_paused_experiments_assign_nobody() -> None:
    paused = COMMON.model_copy(update={"active": False})
    assert all(not Assigner("s", "x", 0.0, (paused,)).assign(v).arms for v in _visitors(20))


def test_experiments_are_read_from_yaml(tmp_path: Path) -> None:
    file = tmp_path / "experiments.yml"
    assert load_experiments(file) == ()
    file.write_text("common_ground:\nframes: {arms: {plain: 3, framed: 1}, kpi: pass_on}\n", encoding="utf-8")
    assert [e.name for e in load_experiments(file)] == ["common_ground", "frames"]


def test_arms_called_on_and_off_are_what_the_hint_says(tmp_path: Path) -> None:
    file = tmp_path / "experiments.yml"
    file.write_text("x: {arms: {on: 1, off: 1}, active: no}\ny: {arms: {yes: 1, no: 2}, active: true}\n", encoding="utf-8")
    first, second = load_experiments(file)
    assert (first.arms, first.active) == ({"on": 1.0, "off": 1.0}, False)
    assert (second.arms, second.active) == ({"yes": 1.0, "no": 2.0}, True)


@pytest.mark.parametrize("text", ["x: {arms: {only: 1}}", "x: {arms: {a: 0, b: 0}}", "x: {arms: {a: -1, b: 2}}", "X y: {}",
                                  "x: [1]", "x: {arms: {on: .nan, off: 1}}", "x: {unknown: 1}", "- list", "x: {smallest: 0}", "x: {kpi: clicks}", "{",
                                  "x: {1: 2}", "x: {name: y}", "x: {start: 2026-11-31}"])
def test_experiments_that_cannot_be_run_are_refused(tmp_path: Path, text: str) -> None:
    file = tmp_path / "experiments.yml"
    file.write_text(text, encoding="utf-8")
    with pytest.raises(SettingError) as refused:
        load_experiments(file)
    assert "pydantic" not in str(refused.value)
    assert "object has no attribute" not in str(refused.value)


@pytest.mark.parametrize("share", [-0.1, 1.1])
def test_a_holdout_that_is_no_share_is_refused(share: float) -> None:
    with pytest.raises(SettingError):
        Assigner("s", "x", share)
