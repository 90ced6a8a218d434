"""Whether a document is about the visitor's own industry."""

from __future__ import annotations

import numpy as np

from engine.ranking.features.feature import Feature, zeros
from engine.ranking.situation import Slate, Values
from engine.retrieval.analysis import stem, words


def _stems(text: str) -> set[str]:
    return {stem(word, lang) for word in words(text) if len(word) > 2 for lang in ("de", "en")}


def _compute(slate: Slate) -> Values:
    wanted = _stems(slate.situation.industry)
    if not wanted or slate.situation.neutral:
        return zeros(slate)
    release = slate.situation.release
    fits: dict[int, float] = {}
    for row in slate.rows:
        number = int(release.document_of[row])
        if number not in fits:
            document = release.documents[number]
            marked = _stems(" ".join(document.industry)) & wanted
            named = _stems(f"{document.title} {document.summary}") & wanted
            fits[number] = 1.0 if marked else 0.6 if named else 0.0
    return np.array([fits[int(release.document_of[row])] for row in slate.rows], dtype=np.float32)


def _reason(slate: Slate, at: int, lang: str) -> str:
    if slate.features["industry_fit"][at] <= 0:
        return ""
    name = slate.situation.industry[:60]
    return f"aus Ihrer Branche ({name})" if lang == "de" else f"from your industry ({name})"


INDUSTRY_FIT = Feature("industry_fit", _compute, _reason)
