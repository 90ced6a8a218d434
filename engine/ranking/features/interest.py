"""Closeness to what the visitor has been reading, which fades with time."""

from __future__ import annotations

import numpy as np

from engine.ranking.features.feature import Feature, percent, share_below, zeros
from engine.ranking.situation import Slate, Values


def _compute(slate: Slate) -> Values:
    interest = slate.situation.visitor.interest
    if interest is None or slate.situation.neutral or len(slate.rows) < 2:
        return zeros(slate)
    cosines = slate.situation.release.vectors[slate.rows] @ interest
    return np.asarray(((cosines - cosines.mean()) / max(float(cosines.std()), 1e-3)).clip(-3, 3), dtype=np.float32)


def _reason(slate: Slate, at: int, lang: str) -> str:
    values = slate.features["interest"]
    if values[at] < 1:
        return ""
    closer = percent(share_below(values, at), lang)
    if lang == "de":
        return f"führt fort, was Sie gelesen haben (näher daran als {closer} der Auswahl)"
    return f"continues what you have been reading (closer to it than {closer} of the choice)"


INTEREST = Feature("interest", _compute, _reason)
