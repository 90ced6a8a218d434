"""Extractive answers: which passages answer a question, with which sentences, and how sure that is."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from engine.retrieval.calibrated import Verdict, decide
from engine.retrieval.fusion import WHOLE_WEIGHT, shared_words
from engine.retrieval.links import snippet_url
from engine.retrieval.release import Release
from engine.retrieval.search import Matches, Question, centred_rows, match, score_rows
from engine.retrieval.snippets import answering_sentences

_SAME_CONTENT = 0.75  # cosine of two passages, less their languages' means, from which one translates the other
_SAME_SCORE = 0.05


@dataclass(frozen=True)
class Hit:
    """One passage that answers or comes near; `snippet` are its answering sentences, in `lang`.

    `passage` is the address that is shown, `candidate` the id of the passage in the release: a long section has several.
    """

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
    candidate: str = ""


@dataclass(frozen=True)
class Answer:
    """`answer` is found or none; with none the items are the closest material, each marked near.

    `confidence` is the probability that the library answers the question; `lang` the question's language; `matches` all
    that was considered, None where nothing was compared by meaning.
    """

    answer: str
    confidence: float
    lang: str
    items: tuple[Hit, ...]
    matches: Matches | None = field(default=None, compare=False, repr=False)


def verdict(release: Release, question: Question, matches: Matches) -> Verdict:
    """Whether the matches answer the question: by the shipped calibration, and literally where that is asked for."""
    shown = answering_sentences(release, question, matches, 0) if len(matches.rows) else ""
    return decide(release, question, matches, shown)


def answer(
    release: Release, question: Question, allowed: NDArray[np.bool_], document: str = "", limit: int = 5,
    lang: str = "",
) -> Answer:
    """Answer a question from allowed passages, of one document if it is named.

    Args:
        allowed: (passages,) True where a passage may be shown. limit: most items. lang: the visitor's language,
            which comes first where two passages say the same; default: the question's.
    """
    if document:
        inside = np.zeros(len(allowed), dtype=bool)
        inside[release.rows_of(document)] = True
        matches = score_rows(release, question, np.flatnonzero(allowed & inside))
    else:
        matches = match(release, question, allowed)
    found = verdict(release, question, matches)
    order = _order(release, matches, found, limit, lang or question.lang)
    sure = np.minimum.accumulate(found.confidence[order]) if len(order) else found.confidence
    near = ~found.literal if found.answer == "found" else np.ones_like(found.literal)
    items = tuple(
        _hit(release, question, matches, i, float(value), bool(near[i])) for i, value in zip(order, sure, strict=True)
    )
    return Answer(found.answer, round(found.probability, 4), question.lang, items, matches)


def _order(release: Release, matches: Matches, found: Verdict, limit: int, lang: str) -> list[int]:
    """Best first; what lacks a necessary term later, repeated text once, the visitor's language before the other; where only
    a kind of document is asked for, each document once before any a second time."""
    again = np.ones(len(matches.rows), dtype=bool)
    again[np.unique(release.document_of[matches.rows], return_index=True)[1]] = not matches.bare
    ranked = sorted(range(len(matches.rows)), key=lambda i: (found.answer == "found" and not found.literal[i], again[i], i))
    seen: set[str] = set()
    order: list[int] = []
    for i in ranked:
        text = " ".join(release.passages[int(matches.rows[i])].text.split())
        if text not in seen:
            seen.add(text)
            order.append(i)
        if len(order) >= 2 * limit:
            break
    return _own_language_first(release, matches, order, lang)[:limit]


def _own_language_first(release: Release, matches: Matches, order: list[int], lang: str) -> list[int]:
    """A translation that means nearly as much goes before the passage in the foreign language.

    Shared words are left out of the comparison: the dictionary lacks some of those of the other language.
    """
    waiting, result = list(order), []
    meaning = matches.score - shared_words(matches.coverage) - WHOLE_WEIGHT * matches.whole
    centred = centred_rows(release, matches.rows[order]) if order else np.zeros((0, 0))
    place = {i: n for n, i in enumerate(order)}
    while waiting:
        first = waiting[0]
        if release.passages[int(matches.rows[first])].lang != lang:
            twins = [i for i in waiting[1:]
                     if release.passages[int(matches.rows[i])].lang == lang
                     and abs(meaning[first] - meaning[i]) <= _SAME_SCORE
                     and float(centred[place[first]] @ centred[place[i]]) >= _SAME_CONTENT]
            first = twins[0] if twins else first
        waiting.remove(first)
        result.append(first)
    return result


def _hit(release: Release, question: Question, matches: Matches, i: int, confidence: float, near: bool) -> Hit:
    row = int(matches.rows[i])
    document, passage = release.documents[release.document_of[row]], release.passages[row]
    snippet = answering_sentences(release, question, matches, i)
    return Hit(
        document.path, passage.section, passage.heading, document.title, passage.lang, snippet,
        snippet_url(document.url, snippet, passage), round(confidence, 4), near,
        {"score": round(float(matches.score[i]), 4), "passage": round(float(matches.passage[i]), 4),
         "sentence": round(float(matches.best_sentence[i]), 4), "coverage": round(float(matches.coverage[i]), 4)},
        passage.id,
    )
