"""Fits the ranking weights to situations with known answers: a conditional logit over real feature values."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize

from engine.insight.judging.cases import Case
from engine.insight.judging.verdicts import matches
from engine.ranking.candidates import candidates
from engine.ranking.features import FEATURES
from engine.ranking.rules import apply_rules
from engine.ranking.score import compute_features, kind_of
from engine.service import Engine

_FIELD = 60


@dataclass(frozen=True)
class Example:
    """One situation: features (n, f) of its candidates and which of them are right (n,)."""

    kind: str
    features: NDArray[np.float64]
    right: NDArray[np.bool_]


def examples(engine: Engine, cases: Sequence[Case]) -> list[Example]:
    """Feature values of all candidates of every case that has a right one among them."""
    found = []
    for case in cases:
        if not case.gold["passages"]:
            continue
        slate = compute_features(apply_rules(candidates(engine.situation(case.request))))
        passages = slate.situation.release.passages
        right = np.array([matches(passages[row].section, case.gold["passages"]) for row in slate.rows])
        if not right.any():
            continue
        table = np.stack([slate.features[f.name] for f in FEATURES], axis=1).astype(np.float64)
        if len(table) > _FIELD and slate.matches is not None:
            keep = np.zeros(len(table), dtype=bool)
            keep[np.argsort(-slate.features["question_match"])[:_FIELD]] = True
            keep |= right
            table, right = table[keep], right[keep]
        found.append(Example(kind_of(slate.situation), table, right))
    return found


def fit(found: Sequence[Example], start: dict[str, float], penalty: float = 2.0) -> dict[str, float]:
    """Weights >= 0 that make right candidates likeliest, pulled towards `start`.

    Maximises the log of the softmax mass on right candidates, summed over situations, minus
    penalty * |w - start|^2 (McFadden 1974, with several right alternatives summed).
    """
    names = [f.name for f in FEATURES]
    prior = np.array([start.get(name, 0.0) for name in names])

    def loss(weights: NDArray[np.float64]) -> tuple[float, NDArray[np.float64]]:
        value = penalty * float(((weights - prior) ** 2).sum())
        slope = 2 * penalty * (weights - prior)
        for example in found:
            z = example.features @ weights
            odds = np.exp(z - z.max())
            every, good = odds / odds.sum(), odds * example.right / (odds * example.right).sum()
            value -= float(np.log((every * example.right).sum() + 1e-12))
            slope += (every - good) @ example.features
        return value, slope

    best = minimize(loss, np.maximum(prior, 0.01), jac=True, method="L-BFGS-B", bounds=[(0.0, 6.0)] * len(names))
    return {name: round(float(w), 3) for name, w in zip(names, best.x, strict=True)}


def hit_rate(found: Sequence[Example], weights: dict[str, float]) -> float:
    """Share of situations whose highest score is a right candidate."""
    w = np.array([weights.get(f.name, 0.0) for f in FEATURES])
    return float(np.mean([example.right[int((example.features @ w).argmax())] for example in found])) if found else 0.0
