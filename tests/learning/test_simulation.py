"""The simulated worlds, and what the default policy must reach in them."""

from __future__ import annotations

import numpy as np
import pytest

from engine.errors import InvalidInput
from engine.learning.policies import HierarchicalThompson
from engine.learning.served import served_policy
from engine.learning.simulation.ground import Ground, synthetic_ground
from engine.learning.simulation.report import HARMLESS, Report, met, report, safety, sparkline
from engine.learning.simulation.run import race
from engine.learning.simulation.visits import visits
from engine.learning.simulation.world import make_world
from engine.settings import Settings
from engine.taxonomy import load_taxonomy


@pytest.fixture(scope="module")
def ground() -> Ground:
    return synthetic_ground(load_taxonomy(), documents=30)


def _report(ground: Ground, world: str, seed: int, count: int = 1500) -> Report:
    served = {"default": served_policy("default", Settings().exploration)}
    found = race(ground, make_world(world, ground, seed), served, count, seed)
    return report(found, "default", world, ground.name, list(ground.taxonomy.roles), 0.1)


def test_wrong_priors_are_overcome(ground: Ground) -> None:
    """Phases reversed; measured here: from visit 701 on. Swapped roles are raced over seeds below."""
    found = _report(ground, "reversed", 1, 1500)
    assert found.regret["default"][-1] < 0.97 * found.regret["never"][-1]
    assert found.beats_never_from is not None
    assert found.beats_never_from <= 1200


def test_what_the_default_policy_must_reach_holds_over_seeds() -> None:
    """The served policy, two seeds a world. Where roles want each other's facets, single roles are still caught
    a little below 95 % in a later window (in 3 of 30 seeds, tests/quality/README.md); without caution they fell to 74 %."""
    wide = synthetic_ground(load_taxonomy())
    for seed in (1, 2):
        assert met(_report(wide, "shipped", seed, 900))[HARMLESS] == "met"
    swapped = [_report(wide, "swapped", seed, 3000) for seed in (1, 2)]
    assert all(met(found)["regret below never-learning within 3,000 visits"] == "met" for found in swapped)
    worst = sorted(role.worst for found in swapped for role in found.roles if role.worst is not None)
    assert len(worst) >= 12
    assert worst[0] >= 0.95


def test_right_priors_are_not_thrown_away(ground: Ground) -> None:
    found = _report(ground, "shipped", 2)
    assert found.regret["default"][-1] < 1.1 * found.regret["never"][-1]


def test_where_nothing_matters_no_lift_is_claimed(ground: Ground) -> None:
    for seed in range(3):
        found = _report(ground, "zero", seed, 400)
        assert found.lift.low <= 0 <= found.lift.high
        assert set(met(found).values()) == {"met"}


def test_worlds_contradict_the_tables_as_they_say(ground: Ground) -> None:
    shipped, swapped, reversed_, zero = (make_world(w, ground, 4).rates for w in ("shipped", "swapped", "reversed", "zero"))
    half = shipped.shape[0] // 2
    def likeness(one: np.ndarray, other: np.ndarray) -> float:
        return float(np.mean([np.corrcoef(a, b)[0, 1] for a, b in zip(one, other, strict=True)]))
    by_role, swapped_by_role = shipped.mean(axis=1), swapped.mean(axis=1)
    assert likeness(np.roll(swapped_by_role, half, axis=0), by_role) > likeness(swapped_by_role, by_role) + 0.2
    by_phase, reversed_by_phase = shipped.mean(axis=0), reversed_.mean(axis=0)
    assert likeness(reversed_by_phase[::-1], by_phase) > likeness(reversed_by_phase, by_phase)
    assert np.ptp(zero) == 0


def test_visits_are_the_same_for_the_same_seed_and_differ_for_another(ground: Ground) -> None:
    one, again, other = ([(v.role, v.luck) for v in visits(ground, 50, seed)] for seed in (1, 1, 2))
    assert one == again != other


def test_races_are_repeatable(ground: Ground) -> None:
    world = make_world("swapped", ground, 3)
    first, second = (race(ground, world, {"p": HierarchicalThompson()}, 150, 3).tracks["p"].expected for _ in range(2))
    assert np.array_equal(first, second)


def test_harm_to_one_role_is_seen(ground: Ground) -> None:
    """The check can fail: a policy that shows one role the worst passage is found out."""
    found = race(ground, make_world("shipped", ground, 1), {"p": HierarchicalThompson()}, 800, 1)
    victim = int(np.bincount(found.roles).argmax())
    found.tracks["p"].expected[found.roles == victim] *= 0.5
    roles = list(ground.taxonomy.roles)
    hurt = [role for role in safety(found, "p", roles) if role.worst is not None and role.worst < 0.95]
    assert roles[victim] in [role.role for role in hurt]
    told = report(found, "p", "shipped", "x", roles, 0.1)
    assert met(told)[HARMLESS] == "not met"
    worst = next(role for role in told.roles if role.role == roles[victim])
    assert worst.low < worst.overall < worst.high < 0.95


def test_a_role_with_few_visits_is_not_judged_and_its_first_visits_are_in_the_overall_ratio(ground: Ground) -> None:
    found = race(ground, make_world("shipped", ground, 1), {"p": served_policy("default", 0.2)}, 300, 1)
    roles = list(ground.taxonomy.roles)
    few = [role for role in safety(found, "p", roles) if role.worst is None]
    assert few
    told = met(report(found, "p", "shipped", "x", roles, 0.1))
    assert all(told[f"{role.role}, only {role.visits} visits"] == "not judged" for role in few)
    assert [role.overall for role in few if role.visits <= 100] == [role.first for role in few if role.visits <= 100]
    mine = (found.roles == roles.index(few[0].role)) & ~found.held
    ours, neutral = found.tracks["p"].expected[mine], found.tracks["neutral"].expected[mine]
    assert few[0].overall == pytest.approx(ours.sum() / neutral.sum(), abs=1e-3)


def test_an_unknown_world_is_refused(ground: Ground) -> None:
    with pytest.raises(InvalidInput, match="swapped"):
        make_world("flat", ground)


def test_bars_show_high_and_low() -> None:
    assert sparkline([0.0, 1.0], 1.0) == "▁█"
