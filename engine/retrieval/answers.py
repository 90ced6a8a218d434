"""Whether the library answers a question, with which sentences, and how sure that is."""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from engine.retrieval.links import snippet_url
from engine.retrieval.release import Release
from engine.retrieval.search import Matches, Question, match

_WEIGHTS = Path(__file__).with_name("answers.json")


_LONGEST = 420


@dataclass(frozen=True)
class Hit:
    """One passage that answers or comes near; `snippet` are its answering sentences."""

    document: str
    passage: str
    heading: str
    title: str
    lang: str
    snippet: str
    url: str
    confidence: float
    near: bool
    features: dict[str, float]


@dataclass(frozen=True)
class Answer:
    """`answer` is found or none; with none the items are the closest material, each marked near."""

    answer: str
    confidence: float
    lang: str
    items: tuple[Hit, ...]


@dataclass(frozen=True)
class Verdict:
    """`answer` is found or none; `confidence` (n,) follows the matches, each 0..1."""

    answer: str
    confidence: NDArray[np.float32]


@cache
def _calibration() -> dict[str, float]:
    table: dict[str, float] = json.loads(_WEIGHTS.read_text(encoding="utf-8"))
    return table


def verdict(release: Release, question: Question, matches: Matches) -> Verdict:
    """Found when the best match is likelier than not to answer, by a logistic fit on development data."""
    if not len(matches.rows):
        return Verdict("none", np.zeros(0, dtype=np.float32))
    fit = _calibration()
    spread = max(float(matches.score[:50].std()), 1e-3)
    field = float(np.median(matches.score[:50]))
    z = (
        fit["bias"]
        + fit["sentence"] * matches.best_sentence
        + fit["height"] * (matches.score - field) / spread
        + fit["coverage"] * matches.coverage
    )
    confidence = (1 / (1 + np.exp(-z))).astype(np.float32)
    return Verdict("found" if confidence[0] >= fit["threshold"] else "none", confidence)


def answer(
    release: Release, question: Question, allowed: NDArray[np.bool_], document: str = "", limit: int = 5
) -> Answer:
    """Answer a question from allowed passages, of one document if it is named.

    Args:
        allowed: (passages,) True where a passage may be shown. limit: most items.
    """
    if document:
        inside = np.zeros(len(allowed), dtype=bool)
        inside[release.rows_of(document)] = True
        allowed = allowed & inside
    matches = match(release, question, allowed)
    found = verdict(release, question, matches)
    near = found.answer == "none"
    items = tuple(_hit(release, matches, found, i, near) for i in range(min(limit, len(matches.rows))))
    return Answer(found.answer, round(float(found.confidence[0]), 4) if items else 0.0, question.lang, items)


def _hit(release: Release, matches: Matches, found: Verdict, i: int, near: bool) -> Hit:
    row = int(matches.rows[i])
    document, passage = release.documents[release.document_of[row]], release.passages[row]
    snippet = answering_sentences(release, matches, i)
    return Hit(
        document.path, passage.section, passage.heading, document.title, passage.lang, snippet,
        snippet_url(document.url, snippet), round(float(found.confidence[i]), 4), near,
        {"score": round(float(matches.score[i]), 4), "passage": round(float(matches.passage[i]), 4),
         "sentence": round(float(matches.best_sentence[i]), 4), "coverage": round(float(matches.coverage[i]), 4)},
    )


def answering_sentences(release: Release, matches: Matches, i: int) -> str:
    """The best sentence of a match and its neighbour: two hold the answer in .90 of cases, one in .80."""
    row, best = int(matches.rows[i]), int(matches.sentence[i])
    sentences = release.passages[row].sentences
    if best < 0:
        return release.passages[row].text[:_LONGEST]
    at = best - int(release.starts[row])
    text = sentences[at].strip()
    following = sentences[at + 1].strip() if at + 1 < len(sentences) else ""
    both = f"{text} {following}".strip() if following else f"{sentences[at - 1].strip()} {text}" if at else text
    return both if len(both) <= _LONGEST else text[: 2 * _LONGEST]
