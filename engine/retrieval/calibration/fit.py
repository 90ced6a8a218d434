"""Logistic fits: does the library answer, and is this hit the answer."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize

from engine.retrieval.answerability import FALLING, FEATURES, RISING
from engine.retrieval.calibration.samples import Sample
from engine.understanding.linear import fit

NONE_RATE = 0.15  # share of questions without an answer that probabilities are stated for
_PENALTY = 3.0


@dataclass(frozen=True)
class Fit:
    """Probability that a library answers: sigmoid(bias + weights . features)."""

    weights: NDArray[np.float64]
    bias: float

    def predict(self, features: NDArray[np.float64]) -> NDArray[np.float64]:
        """(n, F) -> (n,)."""
        return np.asarray(1 / (1 + np.exp(-(features @ self.weights + self.bias))))


def weigh(samples: Sequence[Sample]) -> NDArray[np.float64]:
    """Every group counts the same, and inside a group those without an answer `NONE_RATE` of it, kind by kind."""
    weights: NDArray[np.float64] = np.zeros(len(samples))
    keys = [(s.group, s.answerable, s.kind) for s in samples]
    total: dict[tuple[str, bool, str], float] = {}
    for key, sample in zip(keys, samples, strict=True):
        total[key] = total.get(key, 0.0) + sample.weight
    for i, (key, sample) in enumerate(zip(keys, samples, strict=True)):
        alike = sum(1 for group, answerable, _ in total if (group, answerable) == key[:2])
        share = 1 - NONE_RATE if sample.answerable else NONE_RATE
        weights[i] = share / alike / total[key] * sample.weight
    return np.asarray(weights / weights.mean())


def fit_samples(samples: Sequence[Sample]) -> Fit:
    """Fit on standardised features and return weights for the raw ones; every weight has the sign it must have.

    Free signs would fit the authors of the questions: those without an answer stay closer to the words of the
    library than the hard ones that have one, which says nothing about a visitor's.
    """
    x = np.array([s.features for s in samples])
    y = np.array([float(s.answerable) for s in samples])
    each = weigh(samples)
    mean, scale = np.average(x, axis=0, weights=each), x.std(axis=0)
    scale[scale < 1e-9] = 1.0
    z = (x - mean) / scale
    bounds = [(0, None) if name in RISING else (None, 0) if name in FALLING else (0, 0) for name in FEATURES]

    def loss(flat: NDArray[np.float64]) -> tuple[float, NDArray[np.float64]]:
        p = np.clip(1 / (1 + np.exp(-(z @ flat[:-1] + flat[-1]))), 1e-9, 1 - 1e-9)
        error = each * (p - y) / each.sum()
        entropy = -(each * (y * np.log(p) + (1 - y) * np.log(1 - p))).sum() / each.sum()
        value = entropy + _PENALTY * (flat[:-1] ** 2).sum() / each.sum()
        return float(value), np.append(z.T @ error + 2 * _PENALTY * flat[:-1] / each.sum(), error.sum())

    start = np.zeros(len(FEATURES) + 1)
    found = minimize(loss, start, jac=True, method="L-BFGS-B", bounds=[*bounds, (None, None)]).x
    weights = found[:-1] / scale
    return Fit(weights, float(found[-1] - weights @ mean))


def fit_hits(samples: Sequence[Sample], probability: NDArray[np.float64]) -> NDArray[np.float64]:
    """(a, b, c) of P(hit is the answer) = sigmoid(a + b logit(p) - c * distance below the best)."""
    rows, targets, each = [], [], []
    for sample, p, weight in zip(samples, probability, weigh(samples), strict=True):
        for below, right in zip(sample.below, sample.right, strict=True):
            if np.isfinite(below):
                rows.append([_logit(p), -below])
                targets.append([float(right)])
                each.append(weight)
    x = np.array(rows)
    scale = x.std(axis=0)
    found = fit(x / scale, np.array(targets), softmax=False, penalty=0.1, sample=np.array(each))
    b, c = found.weights[:, 0] / scale
    return np.array([float(found.bias[0]), max(b, 0.0), max(c, 0.0)])


def _logit(p: float) -> float:
    p = min(max(p, 1e-6), 1 - 1e-6)
    return float(np.log(p / (1 - p)))


def left_out(samples: Sequence[Sample]) -> NDArray[np.float64]:
    """Probability of each sample by a fit that never saw its group, (n,)."""
    result: NDArray[np.float64] = np.zeros(len(samples))
    groups = np.array([s.group for s in samples])
    for group in np.unique(groups):
        inside = groups == group
        found = fit_samples([s for s, own in zip(samples, inside, strict=True) if not own])
        result[inside] = found.predict(np.array([s.features for s, own in zip(samples, inside, strict=True) if own]))
    return result
