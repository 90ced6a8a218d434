"""Whether a passage is there for this role rather than for everybody."""

from __future__ import annotations

import numpy as np

from engine.ranking.features.feature import Feature, no_reason
from engine.ranking.features.role_fit import role_weights
from engine.ranking.situation import Slate, Values


def _compute(slate: Slate) -> Values:
    labels = slate.situation.release.labels.roles[slate.rows]
    share = labels / np.maximum(labels.sum(axis=1, keepdims=True), 1e-3)
    return np.asarray(np.log(np.clip(share, 0.02, 1.0)) @ role_weights(slate), dtype=np.float32)


ROLE_FOCUS = Feature("role_focus", _compute, no_reason)
