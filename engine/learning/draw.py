"""Draws from stated probabilities by a hash of the seed, so that any draw can be made again anywhere."""

from __future__ import annotations

import hashlib

import numpy as np

from engine.learning.policy import Choice, Numbers


def uniform(*names: str) -> float:
    """A number in [0, 1) that depends on the names alone; evenly spread over names (blake2b, 53 bits)."""
    digest = hashlib.blake2b("\x1f".join(names).encode(), digest_size=8).digest()
    return (int.from_bytes(digest, "big") >> 11) / 2**53


def seed_of(seed: str, visitor: str, decision: str) -> str:
    """The seed of one decision, from the setting `seed`, the visitor (or "") and the decision."""
    return hashlib.blake2b("\x1f".join((seed, visitor, decision)).encode(), digest_size=12).hexdigest()


def with_floor(probabilities: Numbers, floor: float) -> Numbers:
    """Mix in even chances: every candidate keeps at least floor / n. Rounded to the 6 digits that are logged, so that
    the log replays the draw exactly; `draw` makes up for what rounding does to the sum."""
    n = len(probabilities)
    mixed = (1 - floor) * probabilities / probabilities.sum() + floor / n
    rounded: Numbers = np.round(mixed, 6)
    return rounded


def draw(probabilities: Numbers, count: int, seed: str) -> Choice:
    """`count` different candidates, one after the other, each from what is left.

    Returns:
        A choice whose propensities are exact: the probability of each given the ones before it.
    """
    left = probabilities.astype(np.float64).copy()
    order: list[int] = []
    propensities: list[float] = []
    for slot in range(min(count, int((left > 0).sum()))):
        steps = np.cumsum(left)
        at = int(np.searchsorted(steps, uniform(seed, str(slot)) * steps[-1], side="right"))
        at = min(at, len(left) - 1)
        order.append(at)
        propensities.append(float(left[at] / steps[-1]))
        left[at] = 0.0
    return Choice(order, propensities, probabilities.tolist())
