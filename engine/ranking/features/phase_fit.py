"""Whether a passage helps with the buying job the visitor is busy with."""

from __future__ import annotations

import numpy as np

from engine.ranking.features.feature import Feature, certainty
from engine.ranking.situation import Slate, Values


def phase_weights(slate: Slate) -> Values:
    """(P,) the phase posterior; even on the neutral page. Uncertainty needs no threshold: it flattens itself."""
    phases = slate.situation.release.taxonomy.phases
    posterior = slate.situation.visitor.phase.probabilities
    if slate.situation.neutral or not posterior:
        return np.full(len(phases), 1 / len(phases), dtype=np.float32)
    return np.array([posterior.get(phase, 0.0) for phase in phases], dtype=np.float32)


def _compute(slate: Slate) -> Values:
    labels = slate.situation.release.labels.phases[slate.rows]
    return (np.log(np.clip(labels, 0.02, 1.0)) @ phase_weights(slate)).astype(np.float32)


def _reason(slate: Slate, at: int, lang: str) -> str:
    phase, taxonomy = slate.situation.visitor.phase, slate.situation.release.taxonomy
    if slate.situation.neutral or phase.id not in taxonomy.phases:
        return ""
    column = list(taxonomy.phases).index(phase.id)
    if slate.situation.release.labels.phases[slate.rows[at], column] < 0.3:
        return ""
    name, sure = taxonomy.phases[phase.id].name(lang), certainty(slate, 1, at, column, lang)
    return f"hilft beim Schritt „{name}“ ({sure})" if lang == "de" else f"helps with the step “{name}” ({sure})"


PHASE_FIT = Feature("phase_fit", _compute, _reason)
