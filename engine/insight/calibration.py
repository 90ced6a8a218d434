"""Brier score, expected calibration error and the reliability table of beliefs whose truth came to light."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from engine.insight.rates import MIN_N, MIN_PEOPLE, rate
from engine.insight.report import EMPTY, TOO_FEW, Result, Row, Words

_BINS = 10
_RESAMPLES = 500


def calibrated(found: Sequence[tuple[Any, ...]], note: Words) -> Result:
    """The result for rows (truth, probabilities by label, person).

    Brier is the sum over labels, 0 to 2; the interval of the error comes from resampling with a fixed seed.
    """
    n, people = len(found), len({one[2] for one in found})
    if n < MIN_N or people < MIN_PEOPLE:
        return Result(None, n if people >= MIN_PEOPLE else 0, None, "number", [], note, TOO_FEW if n else EMPTY)
    told = [dict(one[1]) for one in found]
    truth = [str(one[0]) for one in found]
    promised = np.array([max(shares.values()) for shares in told])
    right = np.array([max(shares, key=shares.__getitem__) == true for shares, true in zip(told, truth, strict=True)], float)
    brier = np.array([sum(p * p for p in shares.values()) - 2 * shares.get(true, 0.0) + 1
                      for shares, true in zip(told, truth, strict=True)])
    bins = np.clip((promised * _BINS).astype(int), 0, _BINS - 1)
    random = np.random.default_rng(0)
    drawn = sorted(_ece(promised[i], right[i], bins[i]) for i in (random.integers(0, n, n) for _ in range(_RESAMPLES)))
    interval = (drawn[int(0.025 * _RESAMPLES)], drawn[int(0.975 * _RESAMPLES) - 1])
    rows: list[Row] = [{"probability": "all", **rate({}, int(right.sum()), n), "promised": float(promised.mean()),
                        "brier": float(brier.mean())}]
    for b in range(_BINS):
        inside = bins == b
        if len({one[2] for one, here in zip(found, inside, strict=True) if here}) >= MIN_PEOPLE:
            rows.append({"probability": f"{b / _BINS:.1f} to {(b + 1) / _BINS:.1f}",
                         **rate({}, int(right[inside].sum()), int(inside.sum())),
                         "promised": float(promised[inside].mean()), "brier": float(brier[inside].mean())})
    return Result(_ece(promised, right, bins), n, interval, "number", rows, note)


def _ece(promised: Any, right: Any, bins: Any) -> float:
    """Mean distance between promise and truth, weighted by bin (Guo et al. 2017)."""
    gaps = np.bincount(bins, weights=promised - right, minlength=_BINS)
    return float(np.abs(gaps).sum() / max(len(bins), 1))
