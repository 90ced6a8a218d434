"""Whether a passage speaks about what the question asks about."""

from __future__ import annotations

import numpy as np

from engine.ranking.features.feature import Feature, certainty, zeros
from engine.ranking.situation import Slate, Values

_ASKED = 0.4  # probability from which a question is said to ask about a topic


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
    both = np.where(about >= _ASKED, np.minimum(about / max(float(about.max()), 1e-6), release.labels.facets[slate.rows[at]]), 0)
    if both.max(initial=0) < 0.4:
        return ""
    facet = int(both.argmax())
    name = list(release.taxonomy.facets.values())[facet].name(lang)
    likely = certainty(slate, 2, at, facet, lang)
    searched = slate.situation.searched
    if lang == "de":
        return f"handelt vom Thema „{name}“ ({likely}), nach dem Sie {'gesucht haben' if searched else 'fragen'}"
    return f"is about “{name}” ({likely}), which you {'searched for' if searched else 'ask about'}"


QUESTION_FACET = Feature("question_facet", _compute, _reason)
