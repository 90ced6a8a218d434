"""Questions with and without an answer, asked of many libraries, as rows of features."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from engine.encoding.encoder import Encoder
from engine.retrieval.answerability import describe
from engine.retrieval.release import Release
from engine.retrieval.search import match, posed
from engine.retrieval.snippets import answering_sentences
from engine.understanding.heads import Heads
from engine.understanding.taught_answers import TaughtAnswers

HITS = 5


@dataclass(frozen=True)
class Query:
    """A question of one library; `gold` is the row that answers it, -1 if none does; `weight` how much it counts."""

    text: str
    lang: str
    gold: int
    weight: float = 1.0


@dataclass(frozen=True)
class Sample:
    """One question asked once.

    `group` is left out together when the fit is tested; `kind` says how it came to have an answer or not;
    `below` (HITS,) is by how much each hit's score lies under the best one's; `right` (HITS,) which is gold.
    """

    group: str
    kind: str
    text: str
    critical: float
    features: NDArray[np.float64]
    answerable: bool
    below: NDArray[np.float64]
    right: NDArray[np.bool_]
    weight: float


def ask_all(
    release: Release, queries: Sequence[Query], encoder: Encoder, heads: Heads, group: str, kind: str,
    *, without_gold: bool = False, taught: TaughtAnswers | None = None,
) -> list[Sample]:
    """Ask every question; with `without_gold` the document that holds the answer is taken away first."""
    vectors = encoder.queries([query.text for query in queries])
    facets = heads.questions(vectors)[2] if len(queries) else np.zeros((0, 0), np.float32)
    order = list(release.taxonomy.facets)
    critical = [order.index(name) for name in release.taxonomy.critical_facets]
    found = []
    for query, vector, about in zip(queries, vectors, facets, strict=True):
        allowed = np.ones(len(release.passages), dtype=bool)
        gold = query.gold
        if without_gold:
            allowed[release.document_of == release.document_of[gold]] = False
            gold = -1
        question = posed(release, query.text, query.lang, vector, taught, about)
        matches = match(release, question, allowed)
        rows = matches.rows[:HITS]
        below = np.full(HITS, np.inf)
        below[: len(rows)] = matches.score[0] - matches.score[: len(rows)]
        right = np.zeros(HITS, dtype=bool)
        right[: len(rows)] = rows == gold
        shown = answering_sentences(release, question, matches, 0)
        found.append(Sample(group, kind, query.text, float(about[critical].max(initial=0.0)),
                            describe(release, question, matches, shown), gold >= 0, below, right, query.weight))
    return found
