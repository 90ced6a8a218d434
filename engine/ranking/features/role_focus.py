"""Whether a passage is there for this role rather than for everybody."""

from __future__ import annotations

import numpy as np

from engine.ranking.features.feature import Feature, percent
from engine.ranking.features.role_fit import role_weights
from engine.ranking.situation import Slate, Values


def _shares(slate: Slate) -> Values:
    """(n, R) each role's part of all that a passage does for roles."""

    def work_out() -> Values:
        labels = slate.situation.release.labels.roles[slate.rows]
        return np.asarray(labels / np.maximum(labels.sum(axis=1, keepdims=True), 1e-3), dtype=np.float32)

    return slate.once("role_focus shares", work_out)


def _compute(slate: Slate) -> Values:
    return np.asarray(np.log(np.clip(_shares(slate), 0.02, 1.0)) @ role_weights(slate), dtype=np.float32)


def _reason(slate: Slate, at: int, lang: str) -> str:
    role, taxonomy = slate.situation.visitor.role, slate.situation.release.taxonomy
    if slate.situation.neutral or role.id not in taxonomy.roles:
        return ""
    shares = _shares(slate)[:, list(taxonomy.roles).index(role.id)]
    median = slate.once(f"role_focus median {role.id}", lambda: float(np.median(shares)))
    here, usual = percent(float(shares[at]), lang), percent(median, lang)
    if shares[at] <= median or here == usual:
        return ""
    name = taxonomy.roles[role.id].name(lang)
    if lang == "de":
        return f"richtet sich mehr an „{name}“ als die meisten Stellen ({here} statt meist {usual})"
    return f"speaks to “{name}” more than most passages do ({here} instead of mostly {usual})"


ROLE_FOCUS = Feature("role_focus", _compute, _reason)
