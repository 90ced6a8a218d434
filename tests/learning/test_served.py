"""The served policy: one mixture for the service, the simulation, the evaluation and the benchmark."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.learning.caution import caution
from engine.learning.live import LivePolicy
from engine.learning.policies import make_policy
from engine.learning.policy import Context
from engine.learning.served import Served, served_policy
from engine.settings import Settings
from scripts.bench.policies import POLICIES as BENCHED
from tests.learning.samples import arm, outcome

PAIR = np.array([0.0, -1.25])
ARMS, STANDINGS, CONTEXT = [arm(n) for n in range(6)], -np.arange(6) / 4, Context("finance", "select")


@pytest.mark.parametrize("share", [0.0, 0.2, 1.0])
def test_what_is_simulated_and_evaluated_is_what_is_served(tmp_path: Path, share: float) -> None:
    live, served = LivePolicy(Settings(var=tmp_path, exploration=share)), served_policy("default", share)
    chances = served.probabilities(STANDINGS, ARMS, CONTEXT)
    assert chances.tolist() == live.probabilities(STANDINGS, ARMS, CONTEXT).tolist()
    assert served.choose(STANDINGS, ARMS, CONTEXT, 3, "s") == live.choose(STANDINGS, ARMS, CONTEXT, 3, "s")
    assert served.version == live.version


def test_the_benchmark_runs_the_policy_as_shipped() -> None:
    shipped = served_policy("default", Settings().exploration)
    assert BENCHED["Lotse"](1).probabilities(STANDINGS, ARMS, CONTEXT).tolist() == shipped.probabilities(
        STANDINGS, ARMS, CONTEXT).tolist()


def test_the_likeliest_keeps_what_exploration_leaves_and_nobody_falls_to_zero() -> None:
    bare = make_policy("default").probabilities(STANDINGS, ARMS, CONTEXT)
    for share in (0.0, 0.2):
        chances = served_policy("default", share).probabilities(STANDINGS, ARMS, CONTEXT)
        assert chances.argmax() == bare.argmax()
        assert chances.max() > (1 - share) * 0.97
        assert chances.min() > 0
        assert chances.sum() == pytest.approx(1, abs=1e-5)


def _page(neutral: int | None = 5) -> list:
    return [replace(one, neutral=at == neutral) for at, one in enumerate(ARMS)]


def _taught(rates: dict[bool, float], role: str = "finance", count: int = 60) -> Served:
    """Displays of this role, equally often of the neutral passage and of the others; successes evenly spread."""
    served = served_policy("default", 0.2)
    for at in range(count):
        for one in (_page()[5], _page()[at % 5]):
            rate = rates[one.neutral]
            won = float(int((at + 1) * rate) > int(at * rate))
            served.learn([outcome(one, won, context=Context(role, "select"), standing=-1.25 if one.neutral else 0.0)])
    return served


def _neutral_share(served: Served, context: Context = CONTEXT) -> float:
    return float(served.probabilities(STANDINGS, _page(), context)[5])


def test_a_role_nothing_is_known_of_sees_both_pages() -> None:
    """About every sixth page is the neutral one: what exploration gives it, and no caution yet."""
    assert 0.12 < _neutral_share(served_policy("default", 0.2)) < 0.25


def test_a_role_that_earns_less_than_on_the_neutral_page_gets_the_neutral_page() -> None:
    behind = _taught({True: 0.35, False: 0.1})
    assert _neutral_share(behind) > 0.75
    assert _neutral_share(behind) > _neutral_share(behind, Context("technical", "select"))


def test_a_role_that_earns_more_is_no_longer_held_back() -> None:
    assert _neutral_share(_taught({True: 0.05, False: 0.3})) < 0.05


@settings(max_examples=20, deadline=None)
@given(neutral=st.integers(0, 5), exploration=st.floats(0, 1), kind=st.sampled_from(["browse", "scope", "question"]),
       role=st.sampled_from(["finance", "technical", "unknown"]))
def test_caution_keeps_chances_exact_and_above_the_floor(neutral: int, exploration: float, kind: str, role: str) -> None:
    served, context = served_policy("default", exploration), Context(role, "select", kind)
    chances = served.probabilities(STANDINGS, _page(neutral), context)
    assert chances.sum() == pytest.approx(1, abs=1e-5)
    assert chances.min() > 0.99 * 0.02 / 6
    choice = served.choose(STANDINGS, _page(neutral), context, 1, "s")
    assert choice.propensities[0] == pytest.approx(chances[choice.order[0]] / chances.sum())


def test_only_pages_where_nothing_was_asked_are_careful() -> None:
    """An answer is what was asked for; there is no neutral page to fall back to."""
    for kind in ("scope", "question"):
        context = Context("finance", "select", kind)
        assert caution(make_policy("default"), PAIR, [ARMS[0], _page()[5]], context) == 0.0
    assert caution(make_policy("default"), PAIR, [ARMS[0], _page()[5]], CONTEXT) > 0.0
    assert caution(make_policy("uniform"), PAIR, [ARMS[0], _page()[5]], CONTEXT) == 0.0
