"""Off-policy estimators against known truth: by arithmetic, by simulation, and on real logs."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.errors import InvalidInput
from engine.learning.evaluation.estimators import Sample, bootstrap, dr, effective_size, ips, overlap, snips
from engine.learning.evaluation.verdict import evaluate

RATES = np.array([[0.05, 0.10, 0.20, 0.02], [0.15, 0.03, 0.08, 0.30]])  # context x action
LOGGED = np.array([[0.4, 0.3, 0.2, 0.1], [0.25, 0.25, 0.25, 0.25]])
TARGET = np.array([[0.1, 0.2, 0.6, 0.1], [0.2, 0.1, 0.1, 0.6]])
TRUTH = float((RATES * TARGET).sum(axis=1).mean())


def _log(n: int, seed: int, *, guess: np.ndarray = RATES) -> Sample:
    rng = np.random.default_rng(seed)
    context = rng.integers(0, 2, n)
    action = (rng.random(n)[:, None] > np.cumsum(LOGGED[context], axis=1)).sum(axis=1)
    reward = (rng.random(n) < RATES[context, action]).astype(float)
    return Sample(reward, LOGGED[context, action], TARGET[context, action], guess[context, action],
                  (guess * TARGET)[context].sum(axis=1))


def test_by_hand_on_two_decisions() -> None:
    sample = Sample(np.array([1.0, 0.0]), np.array([0.5, 0.25]), np.array([1.0, 0.5]))
    assert ips(sample).value == 1.0
    assert snips(sample).value == 0.5
    assert effective_size(sample) == 2.0


@pytest.mark.parametrize("estimator", [ips, snips, dr])
def test_intervals_cover_the_truth_in_95_of_100_logs(estimator) -> None:
    found = [estimator(_log(2000, seed)) for seed in range(400)]
    covered = sum(e.low <= TRUTH <= e.high for e in found)
    assert 370 <= covered <= 393  # 95 % of 400, within 3.5 standard errors downwards and upwards
    assert np.mean([e.value for e in found]) == pytest.approx(TRUTH, abs=4 * np.std([e.value for e in found]) / 20)


def test_bootstrap_intervals_cover_too() -> None:
    covered = sum(e.low <= TRUTH <= e.high for e in (bootstrap(_log(1000, seed), 200, seed) for seed in range(150)))
    assert 132 <= covered <= 150


def test_dr_stays_right_with_a_wrong_model_and_is_steadier_with_a_right_one() -> None:
    wrong = [dr(_log(2000, seed, guess=np.full_like(RATES, 0.3))).value for seed in range(200)]
    right = [dr(_log(2000, seed)).value for seed in range(200)]
    plain = [ips(_log(2000, seed)).value for seed in range(200)]
    assert np.mean(wrong) == pytest.approx(TRUTH, abs=4 * np.std(wrong) / np.sqrt(200))
    assert np.std(right) < np.std(plain)


@settings(max_examples=50, deadline=None)
@given(st.integers(2, 50), st.integers(0, 1000))
def test_evaluating_the_logging_policy_gives_what_was_earned(n: int, seed: int) -> None:
    rng = np.random.default_rng(seed)
    propensity = rng.uniform(0.05, 1, n)
    sample = Sample(rng.random(n), propensity, propensity)
    assert ips(sample).value == pytest.approx(sample.reward.mean())
    assert snips(sample).value == pytest.approx(sample.reward.mean())
    assert effective_size(sample) == pytest.approx(n)
    assert overlap(sample) == 1.0


def test_too_small_a_log_is_not_decidable() -> None:
    found = evaluate(_log(800, 1))
    assert found.verdict == "not decidable"
    assert "needed" in found.why


def test_poor_overlap_is_not_decidable_however_long_the_log() -> None:
    n = 200_000
    rng = np.random.default_rng(0)
    rare = rng.random(n) < 0.005
    sample = Sample(rng.random(n) * 0.1, np.where(rare, 0.005, 0.995), np.where(rare, 0.9, 0.1))
    found = evaluate(sample)
    assert found.effective < 1500 or found.overlap < 0.8
    assert found.verdict == "not decidable"


def test_a_clearly_better_policy_is_called_better_and_a_worse_one_worse() -> None:
    assert evaluate(_log(40_000, 3)).verdict == "better"
    sample = _log(40_000, 4)
    assert evaluate(Sample(1 - sample.reward, sample.propensity, sample.target)).verdict == "worse"


@pytest.mark.parametrize("propensity", [[0.0, 0.5], [-0.1, 0.5], [1.5, 0.5], [0.5]])
def test_impossible_propensities_are_refused(propensity: list[float]) -> None:
    with pytest.raises(InvalidInput):
        Sample(np.array([1.0, 0.0]), np.array(propensity), np.array([0.5, 0.5]))


def test_an_empty_log_and_dr_without_a_model_are_refused() -> None:
    with pytest.raises(InvalidInput):
        Sample(np.zeros(0), np.zeros(0), np.zeros(0))
    with pytest.raises(InvalidInput):
        dr(Sample(np.ones(2), np.ones(2), np.ones(2)))
