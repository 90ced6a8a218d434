"""IPS, SNIPS and DR as plain arithmetic over arrays, each with a 95 % interval (Dudik 2014; Swaminathan 2015)."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from engine.errors import InvalidInput
from engine.learning.policy import Numbers

_Z = 1.959963984540054
MOST_WEIGHT = 50.0  # a target that needs larger weights is looking at what the log hardly showed


@dataclass(frozen=True)
class Estimate:
    """Mean reward per decision with its standard error and 95 % interval."""

    value: float
    error: float
    low: float
    high: float


@dataclass(frozen=True)
class Sample:
    """Logged decisions, one entry each.

    Attributes:
        reward: what was earned. propensity: with which the log's policy showed it, > 0. target: with which the policy
            under evaluation would have shown it. guess: modelled reward of what was shown; target_guess: modelled
            reward of what the target would show (mean over its probabilities). Both only for DR.
    """

    reward: Numbers
    propensity: Numbers
    target: Numbers
    guess: Numbers | None = None
    target_guess: Numbers | None = None

    def __post_init__(self) -> None:
        if not len(self.reward):
            raise InvalidInput("There are no decisions to evaluate on.", fix="Give a log that holds decisions with rewards.")
        if len({len(self.reward), len(self.propensity), len(self.target)}) > 1:
            raise InvalidInput("Rewards, propensities and target probabilities differ in length.")
        if not (self.propensity > 0).all() or (self.propensity > 1 + 1e-9).any():
            raise InvalidInput("A propensity is not above 0 and up to 1.", where="propensity",
                               fix="Only decisions whose logged probability is known can be evaluated on.")

    @property
    def weights(self) -> Numbers:
        """target / propensity; their mean is 1 when the log could have shown everything the target shows."""
        return self.target / self.propensity


def ips(sample: Sample) -> Estimate:
    """Inverse propensity score: unbiased, wide."""
    return _mean(sample.weights * sample.reward)


def snips(sample: Sample) -> Estimate:
    """Self-normalised IPS: slightly biased, much steadier; interval by linearisation (delta method)."""
    weights = sample.weights
    total = float(weights.sum())
    if total <= 0:
        return Estimate(float("nan"), float("nan"), float("nan"), float("nan"))
    value = float((weights * sample.reward).sum()) / total
    error = float(np.sqrt(((weights * (sample.reward - value)) ** 2).sum())) / total
    return Estimate(value, error, value - _Z * error, value + _Z * error)


def dr(sample: Sample) -> Estimate:
    """Doubly robust: the model's guess, corrected by IPS on what it got wrong.

    Raises:
        InvalidInput: the sample has no guesses.
    """
    if sample.guess is None or sample.target_guess is None:
        raise InvalidInput("DR needs a model's guesses.", where="Sample.guess", fix="Give guess and target_guess.")
    return _mean(sample.target_guess + sample.weights * (sample.reward - sample.guess))


def effective_size(sample: Sample) -> float:
    """Number of decisions by the target itself that would tell as much (Kish): (sum w)^2 / sum w^2."""
    squares = float((sample.weights**2).sum())
    return float(sample.weights.sum()) ** 2 / squares if squares > 0 else 0.0


def overlap(sample: Sample) -> float:
    """Estimated share (0..1) of what the target shows that the log showed at least 1/50 as often."""
    weights = sample.weights
    return float(min(1.0, (weights * (weights <= MOST_WEIGHT)).mean()))


def bootstrap(sample: Sample, repeats: int = 1000, seed: int = 0) -> Estimate:
    """SNIPS with a percentile interval from resampled decisions; for rewards so rare that normal intervals are doubtful."""
    rng, n = np.random.default_rng(seed), len(sample.reward)
    weights, earned = sample.weights, sample.weights * sample.reward
    values = np.empty(repeats)
    for i in range(repeats):
        rows = rng.integers(0, n, n)
        values[i] = earned[rows].sum() / max(float(weights[rows].sum()), 1e-12)
    low, high = np.quantile(values, [0.025, 0.975])
    return Estimate(snips(sample).value, float(values.std()), float(low), float(high))


def _mean(terms: Numbers) -> Estimate:
    value, error = float(terms.mean()), float(terms.std(ddof=1) / np.sqrt(len(terms))) if len(terms) > 1 else float("nan")
    return Estimate(value, error, value - _Z * error, value + _Z * error)
