"""The estimators on the Open Bandit sample: from each policy's log, what the other one earned."""

from __future__ import annotations

import csv
import gzip
from pathlib import Path

import numpy as np
import pytest

from engine.learning.evaluation.estimators import Sample, ips, snips

DATA = Path(__file__).parents[3] / "shared" / "data" / "open_bandit_sample"
_MISSING = pytest.mark.skipif(not DATA.is_dir(), reason=f"the Open Bandit sample is not at {DATA.name}; see its README")
Z = 1.96


def _columns(policy: str, campaign: str) -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
    with gzip.open(DATA / policy / f"{campaign}.csv.gz", "rt", encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    return (np.array([int(r["item_id"]) for r in rows]), np.array([int(r["position"]) for r in rows]),
            np.array([float(r["click"]) for r in rows]), np.array([float(r["propensity_score"]) for r in rows]))


def _campaigns() -> list[str]:
    return sorted({p.name.removesuffix(".csv.gz") for p in DATA.glob("random/*.csv.gz")}) if DATA.is_dir() else ["none"]


@_MISSING
@pytest.mark.parametrize("campaign", _campaigns())
def test_uniform_is_found_again_from_the_thompson_log(campaign: str) -> None:
    """The uniform policy's probabilities are known exactly, so the Thompson log can be reweighted to it."""
    items, _, click, propensity = _columns("bts", campaign)
    other_items, _, other_click, _ = _columns("random", campaign)
    n_items = len(set(other_items.tolist()) | set(items.tolist()))
    sample = Sample(click, np.maximum(propensity, 1e-6), np.full(len(click), 1 / n_items))
    truth, spread = other_click.mean(), other_click.std() / np.sqrt(len(other_click))
    for estimate in (ips(sample), snips(sample)):
        width = np.hypot(estimate.error, spread)
        assert abs(estimate.value - truth) < 3 * width, (campaign, estimate, truth)


@_MISSING
@pytest.mark.parametrize("campaign", _campaigns())
def test_thompson_is_found_again_from_the_uniform_log(campaign: str) -> None:
    """The Thompson policy's mean probability of each item and position, from its own log, reweights the uniform log."""
    items, positions, click, propensity = _columns("random", campaign)
    b_items, b_positions, b_click, _ = _columns("bts", campaign)
    size = int(max(items.max(), b_items.max())) + 1
    target = np.zeros(len(items))
    for position in set(positions.tolist()):
        mine = b_positions == position
        share = np.bincount(b_items[mine], minlength=size) / max(mine.sum(), 1)
        target[positions == position] = share[items[positions == position]]
    estimate = snips(Sample(click, propensity, target))
    width = np.hypot(estimate.error, b_click.std() / np.sqrt(len(b_click)))
    assert abs(estimate.value - b_click.mean()) < 3 * width, (campaign, estimate, b_click.mean())
