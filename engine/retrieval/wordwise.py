"""Answering by words alone, for when the model cannot be used: closest material, never presented as the answer."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from engine.library.language import detect
from engine.retrieval.answers import Answer, Hit
from engine.retrieval.links import snippet_url
from engine.retrieval.release import Release
from engine.retrieval.snippets import opening_sentences

_MOST_CHARACTERS = 300


def answer_by_words(
    release: Release, question: str, lang: str, scope: str, limit: int, allowed: NDArray[np.bool_]
) -> Answer:
    """Passages that share words with the question; `answer` is always none, because words alone prove nothing.

    Args:
        allowed: (passages,) what may be shown.
    """
    asked = detect(question, lang or "de")
    coverage = np.where(allowed, release.lexical.coverage(question, asked, translated=True), 0)
    if scope:
        inside = np.zeros(len(coverage), dtype=bool)
        inside[release.rows_of(scope)] = True
        coverage = np.where(inside, coverage, 0)
    order = [int(row) for row in np.argsort(-coverage, kind="stable")[:limit] if coverage[row] > 0]
    return Answer("none", 0.0, asked, tuple(_hit(release, row, float(coverage[row])) for row in order))


def _hit(release: Release, row: int, coverage: float) -> Hit:
    document, passage = release.documents[int(release.document_of[row])], release.passages[row]
    snippet = opening_sentences(passage, _MOST_CHARACTERS)
    return Hit(document.path, passage.section, passage.heading, document.title, passage.lang, snippet,
               snippet_url(document.url, snippet, passage), 0.0, True, {"coverage": round(coverage, 4)}, passage.id)
