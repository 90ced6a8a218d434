"""Adds up the features with the weights of the situation's kind; contributions are the explanation."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path

import numpy as np

from engine.ranking.features import FEATURES
from engine.ranking.situation import Situation, Slate

_WEIGHTS = Path(__file__).with_name("weights.json")


@cache
def weights() -> dict[str, dict[str, float]]:
    """Shipped weights by kind of situation: question, scope (inside one document), browse."""
    table: dict[str, dict[str, float]] = json.loads(_WEIGHTS.read_text(encoding="utf-8"))
    return table


_left_out: set[str] = set()


@contextmanager
def without(name: str) -> Iterator[None]:
    """Rank without one feature, to see what it is worth; for judging, not for serving."""
    _left_out.add(name)
    try:
        yield
    finally:
        _left_out.discard(name)


def kind_of(situation: Situation) -> str:
    """An explicit question beats role, role beats phase: each kind of situation has its own weights."""
    if situation.question is not None:
        return "question"
    return "scope" if situation.scope else "browse"


def compute_features(slate: Slate) -> Slate:
    """Every feature for every candidate, in the order of the list."""
    for feature in FEATURES:
        slate.features[feature.name] = feature.compute(slate)
    return slate


def score(slate: Slate) -> Slate:
    """score = sum of weight x feature; the summands are kept, so that explanations add up exactly."""
    table = weights()[kind_of(slate.situation)]
    slate.contributions = {
        name: (np.float32(0.0 if name in _left_out else table.get(name, 0.0)) * values).astype(np.float32)
        for name, values in slate.features.items()
    }
    slate.score = np.sum(list(slate.contributions.values()), axis=0, dtype=np.float32).reshape(len(slate.rows))
    return slate


def told_contributions(slate: Slate, at: int, digits: int = 4) -> dict[str, float]:
    """What each feature added to a candidate's score, rounded so that they add up to the rounded score exactly.

    What rounding leaves over, a few units of the last digit, goes to the largest one.
    """
    told = {name: round(float(values[at]), digits) for name, values in slate.contributions.items()}
    if told:
        largest = max(told, key=lambda name: abs(told[name]))
        over = round(float(slate.score[at]), digits) - sum(told.values())
        told[largest] = round(told[largest] + over, digits)
    return told
