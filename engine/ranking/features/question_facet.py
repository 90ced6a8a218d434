"""Whether a passage speaks about what the question asks about."""

from __future__ import annotations

import numpy as np

from engine.ranking.features.feature import Feature, percent, zeros
from engine.ranking.situation import Slate, Values


def _compute(slate: Slate) -> Values:
    about = slate.situation.facets
    if about is None:
        return zeros(slate)
    facets = slate.situation.release.labels.facets[slate.rows]
    norm = np.linalg.norm(facets, axis=1) * float(np.linalg.norm(about))
    return np.asarray(facets @ about / np.maximum(norm, 1e-6), dtype=np.float32)


def _reason(slate: Slate, at: int, lang: str) -> str:
    about = slate.situation.facets
    if about is None:
        return ""
    release = slate.situation.release
    both = np.minimum(about / max(float(about.max()), 1e-6), release.labels.facets[slate.rows[at]])
    if both.max() < 0.4:
        return ""
    facet = int(both.argmax())
    name = list(release.taxonomy.facets.values())[facet].name(lang)
    likely = percent(float(release.labels.facets[slate.rows[at], facet]), lang)
    searched = slate.situation.searched
    if lang == "de":
        return f"handelt vom Thema „{name}“ ({likely}), nach dem Sie {'gesucht haben' if searched else 'fragen'}"
    return f"is about “{name}” ({likely}), {'which you searched for' if searched else 'as you asked'}"


QUESTION_FACET = Feature("question_facet", _compute, _reason)
