"""What the marketer wants: a document's weight, and pinned documents."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from engine.ranking.features.feature import Feature
from engine.ranking.situation import Slate, Values
from engine.retrieval.release import Release


def emphasis(release: Release, rows: NDArray[np.int64]) -> Values:
    """(n,) natural logarithm of the documents' weights, and 1 more for a pinned one."""
    numbers, at = np.unique(release.document_of[rows], return_inverse=True)
    documents = [release.documents[number] for number in numbers]
    values = [np.log(min(max(d.weight, 0.05), 20.0)) + (1.0 if d.pinned else 0.0) for d in documents]
    return np.array(values, dtype=np.float32)[at]


def _compute(slate: Slate) -> Values:
    return emphasis(slate.situation.release, slate.rows)


def _reason(slate: Slate, at: int, lang: str) -> str:
    release = slate.situation.release
    if not release.documents[release.document_of[slate.rows[at]]].pinned:
        return ""
    return "von der Redaktion hervorgehoben" if lang == "de" else "highlighted by the editors"


CURATED = Feature("curated", _compute, _reason)
