"""What the marketer wants: a document's weight, and pinned documents."""

from __future__ import annotations

import numpy as np

from engine.ranking.features.feature import Feature
from engine.ranking.situation import Slate, Values


def _compute(slate: Slate) -> Values:
    release = slate.situation.release
    documents = [release.documents[release.document_of[row]] for row in slate.rows]
    values = [np.log(min(max(d.weight, 0.05), 20.0)) + (1.0 if d.pinned else 0.0) for d in documents]
    return np.array(values, dtype=np.float32)


def _reason(slate: Slate, at: int, lang: str) -> str:
    release = slate.situation.release
    if not release.documents[release.document_of[slate.rows[at]]].pinned:
        return ""
    return "von der Redaktion hervorgehoben" if lang == "de" else "highlighted by the editors"


CURATED = Feature("curated", _compute, _reason)
