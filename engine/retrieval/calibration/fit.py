"""Logistic fits: does the library answer, and is this hit the answer."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

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
    kinds = {key: keys.count(key) for key in set(keys)}
    for i, (group, answerable, kind) in enumerate(keys):
        alike = sum(1 for g, a, _ in kinds if (g, a) == (group, answerable))
        share = 1 - NONE_RATE if answerable else NONE_RATE
        weights[i] = share / alike / kinds[group, answerable, kind]
    return np.asarray(weights / weights.mean())


def fit_samples(samples: Sequence[Sample]) -> Fit:
    """Fit on standardised features and return weights for the raw ones."""
    x = np.array([s.features for s in samples])
    y = np.array([[float(s.answerable)] for s in samples])
    each = weigh(samples)
    mean, scale = np.average(x, axis=0, weights=each), x.std(axis=0)
    scale[scale < 1e-9] = 1.0
    found = fit((x - mean) / scale, y, softmax=False, penalty=_PENALTY, sample=each)
    weights = found.weights[:, 0] / scale
    return Fit(weights, float(found.bias[0] - weights @ mean))


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
