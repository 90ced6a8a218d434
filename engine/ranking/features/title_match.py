"""Whether a passage is close to the visitor's own job title, which says more than its role."""

from __future__ import annotations

import numpy as np

from engine.ranking.features.feature import Feature, percent, share_below, zeros
from engine.ranking.situation import Slate, Values

_CLOSE = 0.5  # standard deviations above the mean of the candidates


def _compute(slate: Slate) -> Values:
    title = slate.situation.title_vector
    if title is None or slate.situation.neutral or len(slate.rows) < 2:
        return zeros(slate)
    cosines = slate.situation.release.vectors[slate.rows] @ title
    return np.asarray(((cosines - cosines.mean()) / max(float(cosines.std()), 1e-3)).clip(-3, 3), dtype=np.float32)


def _reason(slate: Slate, at: int, lang: str) -> str:
    values = slate.features["title_match"]
    if values[at] < _CLOSE:
        return ""
    closer = percent(share_below(values, at), lang)
    if lang == "de":
        return f"nahe an Ihrer Berufsbezeichnung (näher als {closer} der Auswahl)"
    return f"close to your job title (closer than {closer} of the choice)"


TITLE_MATCH = Feature("title_match", _compute, _reason)
