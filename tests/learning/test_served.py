"""The served policy: one mixture for the service, the simulation, the evaluation and the benchmark."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.learning.caution import Drawn, caution, draw_page, tolerance
from engine.learning.live import LivePolicy
from engine.learning.policies import make_policy
from engine.learning.policy import Arm, Context, Page, Policy
from engine.learning.served import Served, served_policy
from engine.settings import Settings
from scripts.bench.policies import POLICIES as BENCHED
from tests.learning.samples import arm, outcome

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


def _page(neutral: int | None = 5) -> list[Arm]:
    return [replace(one, neutral=at == neutral) for at, one in enumerate(ARMS)]


def _with(*numbers: int, neutral: int = 5) -> Page:
    """The page with these arms, from the top down."""
    return Page(tuple(_page(neutral)[n] for n in numbers), tuple(float(STANDINGS[n]) for n in numbers),
                ("main", "next", "next")[: len(numbers)])


def _taught(rates: dict[bool, float], role: str = "finance", count: int = 60) -> Served:
    """Displays of this role, equally often of the neutral passage and of the others; successes evenly spread."""
    served = served_policy("default", 0.2)
    for at in range(count):
        for one in (_page()[5], _page()[at % 5]):
            rate = rates[one.neutral]
            won = float(int((at + 1) * rate) > int(at * rate))
            served.learn([outcome(one, won, context=Context(role, "select"), standing=-1.25 if one.neutral else 0.0)])
    return served


def _drawn(served: Policy, context: Context = CONTEXT, seed: str = "s") -> Drawn:
    return draw_page(served, STANDINGS, _page(), context, seed, _own, lambda: _with(5, 4, 3))


def _own(main: int) -> Page:
    """An own page: this one, and the best of the others."""
    return _with(*list(dict.fromkeys([main, 0, 1, 2]))[:3])


def test_a_role_nothing_is_known_of_sees_its_own_page() -> None:
    """Nearly always: priors have the benefit of the doubt until displays have told something."""
    assert _drawn(served_policy("default", 0.2)).caution < 0.1


def test_the_benefit_of_the_doubt_ends_when_as_much_was_shown_as_should_have_earned_something() -> None:
    """What was earned being as expected of a page as good as the neutral one, neither better nor worse."""
    assert tolerance(0.0) < 0.7 < tolerance(8.0) < 1.0 == tolerance(15.0) == tolerance(1000.0)


def test_a_role_that_earns_less_than_on_the_neutral_page_gets_the_neutral_page() -> None:
    behind = _taught({True: 0.35, False: 0.1})
    assert _drawn(behind).caution > 0.75
    assert _drawn(behind).caution > _drawn(behind, Context("technical", "select")).caution


def test_a_role_that_earns_more_is_no_longer_held_back() -> None:
    assert _drawn(_taught({True: 0.05, False: 0.25}, count=100)).caution == 0.0


def test_pages_are_compared_with_all_their_items() -> None:
    """The same main items; what stands below the neutral one pleases, or does not."""
    served = _taught({True: 0.2, False: 0.2})
    good, bad = served_policy("default", 0.2), served_policy("default", 0.2)
    for policy, reward in ((good, 1.0), (bad, 0.0)):
        policy.learn([outcome(_page()[3], reward, context=CONTEXT, standing=-0.75, slot="next") for _ in range(30)])
        policy.learn([outcome(_page()[1], 0.2, context=CONTEXT, standing=-0.25, slot="next") for _ in range(30)])
    own, neutral = _with(0, 1, 2), _with(5, 3, 4)
    assert good.caution(own, neutral, CONTEXT) > bad.caution(own, neutral, CONTEXT) + 0.3
    assert served.caution(own, own, CONTEXT) == 0.0


@settings(max_examples=20, deadline=None)
@given(neutral=st.integers(0, 5), exploration=st.floats(0, 1), kind=st.sampled_from(["browse", "scope", "question"]),
       role=st.sampled_from(["finance", "technical", "unknown"]), taught=st.booleans())
def test_caution_keeps_chances_exact_and_above_the_floor(
    neutral: int, exploration: float, kind: str, role: str, taught: bool
) -> None:
    served = _taught({True: 0.35, False: 0.1}, count=10) if taught else served_policy("default", exploration)
    context = Context(role, "select", kind)
    found = draw_page(served, STANDINGS, _page(neutral), context, "s", lambda at: _with(at, neutral=neutral),
                      lambda: _with(neutral, neutral=neutral))
    assert sum(found.distribution) == pytest.approx(1, abs=1e-5)
    assert min(found.distribution) > 0.99 * 0.02 / 6
    assert found.propensity == pytest.approx(found.distribution[found.at] / sum(found.distribution), abs=1e-5)
    assert found.neutral_page <= (found.at == neutral)


def test_the_neutral_page_comes_as_often_as_stated() -> None:
    behind = _taught({True: 0.3, False: 0.15}, count=25)
    found = [_drawn(behind, seed=str(n)) for n in range(1500)]
    assert 0.1 < found[0].caution < 0.9
    assert np.mean([one.neutral_page for one in found]) == pytest.approx(found[0].caution, abs=0.04)
    assert np.mean([one.at == 5 for one in found]) == pytest.approx(found[0].distribution[5], abs=0.04)


def test_only_pages_where_nothing_was_asked_are_careful() -> None:
    """An answer is what was asked for; there is no neutral page to fall back to."""
    own, neutral = _with(0), _with(5)
    behind = _taught({True: 0.35, False: 0.1})
    for kind in ("scope", "question"):
        assert caution(behind, own, neutral, Context("finance", "select", kind)) == 0.0
    assert caution(behind, own, neutral, CONTEXT) > 0.0
    assert caution(make_policy("uniform"), own, neutral, CONTEXT) == 0.0
