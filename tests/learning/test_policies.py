"""The contract that every policy keeps."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.errors import SettingError, StoreError
from engine.learning import state
from engine.learning.policies import POLICIES, EpsilonGreedy, HierarchicalThompson, make_policy
from engine.learning.policies.replayed import Replayed
from engine.learning.policy import Context
from tests.learning.samples import arm, outcome

ALL = sorted(POLICIES)
CONTEXT = Context("finance", "select")


def _standings(n: int) -> np.ndarray:
    return -0.3 * np.arange(n, dtype=np.float64)


@pytest.mark.parametrize("name", ALL)
@settings(max_examples=25, deadline=None)
@given(n=st.integers(1, 30), count=st.integers(1, 5), seed=st.text(max_size=10))
def test_probabilities_sum_to_one_and_a_choice_is_repeatable(name: str, n: int, count: int, seed: str) -> None:
    policy, arms = make_policy(name), [arm(i) for i in range(n)]
    chances = policy.probabilities(_standings(n), arms, CONTEXT)
    choice = policy.choose(_standings(n), arms, CONTEXT, count, seed)
    assert chances.sum() == pytest.approx(1, abs=1e-4)
    assert (chances >= 0).all()
    assert choice == policy.choose(_standings(n), arms, CONTEXT, count, seed)
    assert len(choice.order) == len(set(choice.order)) == min(count, n)
    assert all(0 < p <= 1 for p in choice.propensities)


@pytest.mark.parametrize("name", ALL)
def test_the_logged_propensity_is_how_often_it_is_shown(name: str) -> None:
    policy, arms = make_policy(name), [arm(i, facet=f"f{i}") for i in range(5)]
    policy.learn(outcome(arms[i % 5], float(i % 5 == 2)) for i in range(60))
    chances = policy.probabilities(_standings(5), arms, CONTEXT)
    shown = np.bincount([policy.choose(_standings(5), arms, CONTEXT, 1, f"s{i}").order[0] for i in range(2000)], minlength=5)
    error = np.sqrt(chances * (1 - chances) / 2000) + 1e-9
    assert (np.abs(shown / 2000 - chances) < 4.5 * error + 1e-3).all()


@pytest.mark.parametrize("name", ALL)
def test_a_policy_survives_bytes_and_stays_small(name: str) -> None:
    policy, arms = make_policy(name), [arm(i) for i in range(40)]
    policy.learn(outcome(arms[i % 40], float(i % 3 == 0), day=i / 50) for i in range(400))
    state = policy.to_bytes()
    again = type(policy).from_bytes(state)
    assert len(state) <= 1_000_000
    assert np.array_equal(again.probabilities(_standings(40), arms, CONTEXT), policy.probabilities(_standings(40), arms, CONTEXT))
    assert again.to_bytes() == state


def test_the_state_does_not_grow_with_what_is_learnt() -> None:
    policy = EpsilonGreedy()
    policy.learn(outcome(arm(i), 1.0) for i in range(6000))
    assert len(policy.to_bytes()) < 1_000_000


@pytest.mark.parametrize("damage", [b"", b"nonsense", b"LOTSEPOL1" + bytes(40)])
def test_a_damaged_state_is_refused(damage: bytes) -> None:
    with pytest.raises(StoreError):
        HierarchicalThompson.from_bytes(damage)


def test_a_flipped_bit_is_noticed() -> None:
    state = bytearray(HierarchicalThompson().to_bytes())
    state[-100] ^= 1
    with pytest.raises(StoreError):
        HierarchicalThompson.from_bytes(bytes(state))


def test_a_state_of_another_policy_is_refused() -> None:
    with pytest.raises(StoreError):
        HierarchicalThompson.from_bytes(EpsilonGreedy().to_bytes())


def test_what_the_version_before_learnt_is_gone_on_with() -> None:
    policy, arms = HierarchicalThompson(), [arm(i, facet=f"f{i}") for i in range(8)]
    policy.learn(outcome(arms[i % 8], float(i % 8 == 7)) for i in range(100))
    facts, numbers = state.unpack(policy.to_bytes(), {policy.version})
    older = state.pack({**facts, "version": "hierarchical-thompson@1"}, numbers)
    again = HierarchicalThompson.from_bytes(older)
    assert (again.version, again.to_bytes()) == (policy.version, policy.to_bytes())


def test_an_unknown_policy_is_refused_with_the_names_there_are() -> None:
    with pytest.raises(SettingError, match="uniform"):
        make_policy("magic")


def test_a_logged_draw_is_replayed_whatever_was_learnt_since() -> None:
    policy, arms = HierarchicalThompson(), [arm(i, facet=f"f{i}") for i in range(8)]
    then = policy.choose(_standings(8), arms, CONTEXT, 2, "seed")
    policy.learn(outcome(arms[i % 8], float(i % 8 == 7)) for i in range(300))
    logged = {"passages": [a.passage for a in arms], "probabilities": then.distribution}
    assert Replayed(logged, policy.version).choose(_standings(8), arms, CONTEXT, 2, "seed") == then
