"""What the marketer wants: a document's weight, and pinned documents."""

from __future__ import annotations

from engine.ranking.features.feature import Feature
from engine.ranking.situation import Slate, Values


def _compute(slate: Slate) -> Values:
    release = slate.situation.release
    return release.emphasis[release.document_of[slate.rows]]


def _reason(slate: Slate, at: int, lang: str) -> str:
    release = slate.situation.release
    if not release.documents[release.document_of[slate.rows[at]]].pinned:
        return ""
    return "von der Redaktion hervorgehoben" if lang == "de" else "highlighted by the editors"


CURATED = Feature("curated", _compute, _reason)
