"""Chooses the exponents by log-loss and the acting threshold by accuracy, on held-out questions."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import product as grid

import numpy as np
from numpy.typing import NDArray

from engine.visitors.calibrating.held_out import HeldOut
from engine.visitors.calibration import Trust
from engine.visitors.evidence.question import FLOOR

Rows = NDArray[np.float64]
PRIOR_POWER = 0.5
_POWERS = (0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 1.0, 1.15, 1.3, 1.5)
_WORD_POWERS = (0.0, 0.2, 0.4, 0.6, 0.8, 1.0)
_THRESHOLDS = tuple(round(0.34 + 0.02 * i, 2) for i in range(29))


def shares_of(data: HeldOut, trust: Trust, prior: Mapping[str, float], most: float) -> Rows:
    """Posterior of every question alone, (n, m): prior, head and words with their exponents, capped as in use."""
    base = np.array([trust.base[label] for label in data.labels])
    ratios = ((data.heads + FLOOR) / (base + FLOOR)) ** trust.power * data.words**trust.words
    start = np.array([prior[label] for label in data.labels]) ** trust.prior
    weights = start * np.clip(ratios, 1 / most, most)
    return np.asarray(weights / weights.sum(axis=1, keepdims=True))


def fit_trust(
    data: HeldOut, prior: Mapping[str, float], most: float, *, accuracy: float, least: float, highest: float
) -> Trust:
    """The best exponents, and the lowest threshold from which answers are right often enough.

    The corpus holds all labels about equally often, the prior is argued and not counted: each counts half, in the
    exponent of the prior and in the weights of the questions.

    Args:
        accuracy: wanted share of right answers among those acted on; least: no threshold below this.
        highest: none above this. One bare question is the hardest case: most visitors also show a page, a title or an
            event, and a threshold fit for questions alone would call them unknown as well.
    """
    known = data.truth >= 0
    base = {label: float(mean) for label, mean in zip(data.labels, data.heads.mean(axis=0), strict=True)}
    weights = question_weights(data, prior)[known]
    best, found = np.inf, Trust()
    for power, words in grid(_POWERS, _WORD_POWERS):
        trust = Trust(base, power, words, PRIOR_POWER)
        shares = shares_of(data, trust, prior, most)[known]
        told = np.clip(shares[np.arange(len(shares)), data.truth[known]], 1e-9, 1)
        loss = float(-(weights * np.log(told)).sum())
        if loss < best:
            best, found = loss, trust
    threshold = _threshold(shares_of(data, found, prior, most), data.truth, accuracy, least)
    threshold = min(threshold, highest)
    return Trust(base, found.power, found.words, PRIOR_POWER, threshold)


def question_weights(data: HeldOut, prior: Mapping[str, float]) -> Rows:
    """(n,) so that labels are as frequent as the square root of the prior says; 1 where the truth is open."""
    counts = np.bincount(data.truth[data.truth >= 0], minlength=len(data.labels)).clip(min=1)
    wanted = np.array([prior[label] for label in data.labels]) ** PRIOR_POWER
    each = (wanted / wanted.sum()) / (counts / counts.sum())
    return np.where(data.truth >= 0, each[data.truth], 1.0)


def _threshold(shares: Rows, truth: NDArray[np.int64], accuracy: float, least: float) -> float:
    sure, right = shares.max(axis=1), shares.argmax(axis=1) == truth
    for threshold in _THRESHOLDS:
        acted = sure >= threshold
        if threshold >= least and acted.any() and right[acted].mean() >= accuracy:
            return threshold
    return _THRESHOLDS[-1]
