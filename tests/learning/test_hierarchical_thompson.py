"""What the default policy must be able to do with little traffic."""

from __future__ import annotations

import random
import time

import numpy as np

from engine.learning.policies import HierarchicalThompson
from engine.learning.policy import Context
from engine.learning.position import Examination
from tests.learning.samples import arm, outcome

HERE = Context("finance", "select")


def _chance(policy: HierarchicalThompson, arms: list, at: int, context: Context = HERE) -> float:
    return float(policy.probabilities(np.zeros(len(arms)), arms, context)[at])


def test_untaught_it_prefers_what_the_ranking_prefers() -> None:
    arms = [arm(i, facet=f"f{i}") for i in range(6)]
    chances = HierarchicalThompson().probabilities(np.array([0, -0.5, -1, -2, -3, -4.0]), arms, HERE)
    assert chances.argmax() == 0
    assert chances[0] > 2 * chances[-1]


def test_ten_clicks_help_all_passages_of_the_same_topic_for_that_role() -> None:
    policy = HierarchicalThompson()
    policy.learn(outcome(arm(i, facet="security"), 1.0) for i in range(10))
    policy.learn(outcome(arm(50 + i, facet="price"), 0.0) for i in range(10))
    never_seen = [arm(100, facet="security"), arm(101, facet="price"), arm(102, facet="skills")]
    assert _chance(policy, never_seen, 0) > 0.6


def test_another_role_is_touched_less_than_the_one_that_clicked() -> None:
    policy = HierarchicalThompson()
    policy.learn(outcome(arm(i, facet="security"), 1.0) for i in range(12))
    arms = [arm(100, facet="security"), arm(101, facet="price")]
    assert _chance(policy, arms, 0) > _chance(policy, arms, 0, Context("technical", "select"))


def test_contradicted_priors_lose_their_trust_for_that_role_first() -> None:
    policy = HierarchicalThompson()
    for i in range(40):
        policy.learn([outcome(arm(i, facet=f"a{i}"), 0.0, standing=0.0), outcome(arm(200 + i, facet=f"b{i}"), 1.0, standing=-2.0)])
    arms = [arm(900, facet="x"), arm(901, facet="y")]
    mine = policy.probabilities(np.array([0.0, -2.0]), arms, HERE)
    others = policy.probabilities(np.array([0.0, -2.0]), arms, Context("technical", "use"))
    assert mine[1] > mine[0]
    assert others[0] > mine[0]


def test_a_new_document_inherits_from_similar_ones() -> None:
    policy = HierarchicalThompson()
    policy.learn(outcome(arm(i, facet="security", kind="white_paper"), 1.0) for i in range(8))
    inherited = arm(300, facet="security", kind="white_paper")
    stranger = arm(301, facet="jobs", kind="podcast", role="assurance")
    assert _chance(policy, [inherited, stranger], 0) > 0.75  # 0.5 without what it inherits


def test_nothing_is_shown_less_often_than_the_floor() -> None:
    policy, arms = HierarchicalThompson(floor=0.02), [arm(i, facet=f"f{i}") for i in range(10)]
    policy.learn(outcome(arms[0], 1.0) for _ in range(300))
    policy.learn(outcome(arms[i], 0.0) for i in range(1, 10) for _ in range(100))
    chances = policy.probabilities(np.zeros(10), arms, HERE)
    assert chances.min() >= 0.02 / 10 - 1e-6
    assert chances[0] > 0.9


def test_what_was_learnt_fades_by_half_in_a_half_life() -> None:
    policy, good = HierarchicalThompson(half_life=30), arm(1, facet="security")
    policy.learn(outcome(good, 1.0) for _ in range(20))
    def lift() -> float:
        means, _ = policy.beliefs.utilities(np.zeros(2), [good, arm(2, facet="price", document="other.md")], HERE)
        return float(means[0] - means[1])
    fresh = lift()
    policy.beliefs.fade_to(policy.beliefs.day + 30)
    assert abs(lift() - fresh / 2) < 0.02 * fresh
    policy.beliefs.fade_to(policy.beliefs.day + 300)
    assert abs(lift()) < 0.01


def test_a_click_that_follows_its_display_counts_like_one_outcome() -> None:
    at_once, in_parts, shown = HierarchicalThompson(), HierarchicalThompson(), arm(1)
    at_once.learn([outcome(shown, 1.0)])
    in_parts.learn([outcome(shown, 0.0), outcome(shown, 0.4, display=0.0), outcome(shown, 0.6, display=0.0)])
    a, _ = at_once.beliefs.utilities(np.zeros(1), [shown], HERE)
    b, _ = in_parts.beliefs.utilities(np.zeros(1), [shown], HERE)
    prior, _ = HierarchicalThompson().beliefs.utilities(np.zeros(1), [shown], HERE)
    assert abs(a[0] - b[0]) < 0.3 * abs(a[0] - prior[0])


def test_the_order_of_outcomes_hardly_matters() -> None:
    arms = [arm(i, facet=f"f{i % 4}") for i in range(8)]
    outcomes = [outcome(arms[i % 8], float(i % 8 in (1, 5)) * float(i % 3 > 0)) for i in range(240)]
    sorted_, shuffled = HierarchicalThompson(), HierarchicalThompson()
    sorted_.learn(outcomes)
    shuffled.learn(random.Random(3).sample(outcomes, len(outcomes)))
    a, _ = sorted_.beliefs.utilities(np.zeros(8), arms, HERE)
    b, _ = shuffled.beliefs.utilities(np.zeros(8), arms, HERE)
    assert np.corrcoef(a, b)[0, 1] > 0.97
    assert np.abs(a - b).max() < 0.35


def test_silence_in_a_slot_nobody_looks_at_is_weaker_evidence_than_in_the_main_one() -> None:
    main, below, shown = HierarchicalThompson(), HierarchicalThompson(), arm(1)
    main.learn(outcome(shown, 0.0) for _ in range(20))
    below.learn(outcome(shown, 0.0, slot="common") for _ in range(20))
    a, _ = main.beliefs.utilities(np.zeros(1), [shown], HERE)
    b, _ = below.beliefs.utilities(np.zeros(1), [shown], HERE)
    assert a[0] < b[0]


def test_position_factors_follow_what_slots_earn() -> None:
    seen = Examination()
    for i in range(4000):
        seen.note("next", float(i % 10 == 0), 0.2)
    assert 0.45 < seen.factor("next") < 0.58
    assert seen.factor("main") == 1.0
    assert seen.factor("proof") == 0.55


def test_choosing_and_learning_take_less_than_a_millisecond_of_processor_time() -> None:
    policy, arms = HierarchicalThompson(), [arm(i, facet=f"f{i % 24}") for i in range(40)]
    standings = -np.arange(40) / 10
    policy.choose(standings, arms, HERE, 1, "warm")
    def best_of(work, times: int) -> float:
        taken = []
        for _ in range(5):
            start = time.thread_time()
            for i in range(times):
                work(i)
            taken.append((time.thread_time() - start) / times)
        return min(taken)
    assert best_of(lambda i: policy.choose(standings, arms, HERE, 1, str(i)), 40) < 2e-3  # twice the aim: shared machines
    assert best_of(lambda i: policy.learn([outcome(arms[i % 40], float(i % 9 == 0))]), 100) < 1e-3
