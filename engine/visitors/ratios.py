"""Arithmetic of likelihood ratios: caps, powers, how strong they are."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping


def capped(ratios: Mapping[str, float], most: float) -> dict[str, float]:
    """Each ratio within 1/most .. most: one clue alone must not decide."""
    return {label: min(most, max(1 / most, ratio)) for label, ratio in ratios.items()}


def powered(ratios: Mapping[str, float], power: float) -> dict[str, float]:
    """Damped (power below 1) or left out altogether (0)."""
    return {label: ratio**power for label, ratio in ratios.items()}


def product(many: Iterable[Mapping[str, float]], labels: Iterable[str]) -> dict[str, float]:
    """Label by label; a label that a clue does not mention counts as 1 there."""
    logs = dict.fromkeys(labels, 0.0)
    for ratios in many:
        for label in logs:
            logs[label] += math.log(ratios.get(label, 1.0))
    return {label: math.exp(value) for label, value in logs.items()}


def squeezed(ratios: Mapping[str, float], most: float) -> dict[str, float]:
    """All of them drawn together evenly until none lies outside 1/most .. most; their order stays."""
    widest = max((abs(math.log(ratio)) for ratio in ratios.values()), default=0.0)
    limit = math.log(most)
    return dict(ratios) if widest <= limit else powered(ratios, limit / widest)


def spread(ratios: Mapping[str, float]) -> float:
    """Distance between the highest and the lowest, natural log units; 0 = says nothing."""
    values = [math.log(ratio) for ratio in ratios.values()]
    return max(values) - min(values) if values else 0.0


def against(shares: Mapping[str, float], usual: Mapping[str, float], floor: float) -> dict[str, float]:
    """share / usual share, both lifted by `floor`, so that rare labels do not explode."""
    return {label: (share + floor) / (usual.get(label, 0.0) + floor) for label, share in shares.items()}


def normalised(weights: Mapping[str, float]) -> dict[str, float]:
    """Sum 1; even when all are 0."""
    total = sum(weights.values())
    if total <= 0:
        return {label: 1 / len(weights) for label in weights}
    return {label: weight / total for label, weight in weights.items()}
