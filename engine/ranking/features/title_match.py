"""Whether a passage is close to the visitor's own job title, which says more than its role."""

from __future__ import annotations

import numpy as np

from engine.ranking.features.feature import Feature, no_reason, zeros
from engine.ranking.situation import Slate, Values


def _compute(slate: Slate) -> Values:
    title = slate.situation.title_vector
    if title is None or slate.situation.neutral or len(slate.rows) < 2:
        return zeros(slate)
    cosines = slate.situation.release.vectors[slate.rows] @ title
    return np.asarray(((cosines - cosines.mean()) / max(float(cosines.std()), 1e-3)).clip(-3, 3), dtype=np.float32)


TITLE_MATCH = Feature("title_match", _compute, no_reason)
