"""Brier score, expected calibration error and the reliability table of beliefs whose truth came to light."""

from __future__ import annotations

from typing import Any

import numpy as np

from engine.insight.rates import MIN_N, MIN_PEOPLE, rate
from engine.insight.report import EMPTY, TOO_FEW, Result, Row, Words
from engine.insight.warehouse import Warehouse

_BINS = 10
_RESAMPLES = 500
_MANY = 20_000  # from here on sums over a bin are drawn as normal; one by one they would take minutes

# what a believed map of probabilities promised; the first of equally likely labels counts as believed
_JUDGED = """
SELECT hash(person) AS person, list_max(map_values(told)) AS promised,
       map_keys(told)[list_position(map_values(told), list_max(map_values(told)))] = truth AS right,
       list_sum(list_transform(map_values(told), lambda p: p * p)) - 2 * told[truth] + 1 AS brier
FROM ({found})
"""


def calibrated(con: Warehouse, found: str, note: Words) -> Result:
    """The result for a query of (truth, told, person): the true label, probabilities by label, whose.

    Brier is the sum over labels, 0 to 2; the interval of the error comes from resampling with a fixed seed.
    """
    columns = con.arrays(_JUDGED.format(found=found))
    order = np.lexsort((columns["brier"], columns["promised"], columns["person"]))  # rows come in any order
    person, promised, brier = (np.asarray(columns[name])[order] for name in ("person", "promised", "brier"))
    right = np.asarray(columns["right"])[order].astype(float)
    n, people = len(person), len(np.unique(person))
    if n < MIN_N or people < MIN_PEOPLE:
        return Result(None, n if people >= MIN_PEOPLE else 0, None, "number", [], note, TOO_FEW if n else EMPTY)
    bins = np.clip((promised * _BINS).astype(int), 0, _BINS - 1)
    drawn = sorted(_resampled(promised - right, bins))
    interval = (drawn[int(0.025 * _RESAMPLES)], drawn[int(0.975 * _RESAMPLES) - 1])
    rows: list[Row] = [{"probability": "all", **rate({}, int(right.sum()), n), "promised": float(promised.mean()),
                        "brier": float(brier.mean())}]
    for b in range(_BINS):
        inside = bins == b
        if len(np.unique(person[inside])) >= MIN_PEOPLE:
            rows.append({"probability": f"{b / _BINS:.1f} to {(b + 1) / _BINS:.1f}",
                         **rate({}, int(right[inside].sum()), int(inside.sum())),
                         "promised": float(promised[inside].mean()), "brier": float(brier[inside].mean())})
    return Result(_ece(promised - right, bins), n, interval, "number", rows, note)


def _resampled(gaps: Any, bins: Any) -> list[float]:
    """The error of as many answers drawn anew with replacement, again and again.

    Of many answers the sums over bins are drawn at once: sums of independent draws are normal there, with the mean and
    covariance of one draw times their number.
    """
    random, n = np.random.default_rng(0), len(gaps)
    if n < _MANY:
        return [_ece(gaps[i], bins[i]) for i in (random.integers(0, n, n) for _ in range(_RESAMPLES))]
    mean = np.bincount(bins, weights=gaps, minlength=_BINS) / n
    squares = np.bincount(bins, weights=gaps**2, minlength=_BINS) / n
    sums = random.multivariate_normal(mean * n, (np.diag(squares) - np.outer(mean, mean)) * n, _RESAMPLES)
    return [float(one) for one in np.abs(sums).sum(axis=1) / n]


def _ece(gaps: Any, bins: Any) -> float:
    """Mean distance between promise and truth, weighted by bin (Guo et al. 2017)."""
    sums = np.bincount(bins, weights=gaps, minlength=_BINS)
    return float(np.abs(sums).sum() / max(len(bins), 1))
