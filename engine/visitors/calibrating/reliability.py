"""Whether probabilities keep what they promise: log-loss, expected calibration error, reliability table."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Rows = NDArray[np.float64]
BINS = 10


@dataclass(frozen=True)
class Bin:
    """Answers whose probability lay in low..high: how many, their weight, what they promised, what came true."""

    low: float
    high: float
    number: int
    weight: float
    promised: float
    true: float


def log_loss(shares: Rows, truth: NDArray[np.int64], weights: Rows) -> float:
    """Mean -log of the true label's probability; shares (n, m), truth (n,), weights (n,)."""
    told = np.clip(shares[np.arange(len(truth)), truth], 1e-9, 1)
    return float(-(weights * np.log(told)).sum() / weights.sum())


def reliability(shares: Rows, truth: NDArray[np.int64], weights: Rows) -> list[Bin]:
    """Of the likeliest label, in ten equal bins; truth -1 counts as never right; weights (n,)."""
    promised, right = shares.max(axis=1), shares.argmax(axis=1) == truth
    edges = np.linspace(0, 1, BINS + 1)
    at = np.clip(np.digitize(promised, edges[1:-1]), 0, BINS - 1)
    return [
        Bin(float(edges[b]), float(edges[b + 1]), int((at == b).sum()), float(weights[at == b].sum()),
            float(np.average(promised[at == b], weights=weights[at == b])),
            float(np.average(right[at == b], weights=weights[at == b])))
        for b in range(BINS) if (at == b).any()
    ]


def expected_calibration_error(bins: list[Bin]) -> float:
    """Mean distance of promise and truth over the answers (Guo et al. 2017)."""
    whole = sum(b.weight for b in bins)
    return sum(b.weight * abs(b.promised - b.true) for b in bins) / max(whole, 1e-9)


def table(bins: list[Bin]) -> str:
    """The reliability table as text."""
    rows = [f"{'probability':<14}{'answers':>8}{'promised':>10}{'right':>8}"]
    rows += [f"{b.low:.1f} to {b.high:.1f}    {b.number:>8}{b.promised:>10.3f}{b.true:>8.3f}" for b in bins]
    return "\n".join(rows)
