"""A question against a release: candidates by meaning and by words, scored together."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from engine.retrieval.fusion import RECALL_WEIGHT, fused
from engine.retrieval.release import Release
from engine.understanding.neighbours import unit
from engine.understanding.taught_answers import TaughtAnswers

_DENSE_DEPTH, _LEXICAL_DEPTH = 200, 60


@dataclass(frozen=True)
class Question:
    """What was asked: text, its language ("de", "en" or other) and its unit vector (dimension,).

    `facets` (F,) are the probabilities of the taxonomy's facets, `recalled` (dimension,) where passages lie that
    answered similar questions elsewhere (see understanding.taught_answers); None where nobody told them.
    `strangeness` is the logit of being off topic for this library, 0 where nobody told it.
    """

    text: str
    lang: str
    vector: NDArray[np.float32]
    facets: NDArray[np.float32] | None = None
    recalled: NDArray[np.float32] | None = None
    strangeness: float = 0.0


def posed(
    release: Release, text: str, lang: str, vector: NDArray[np.float32], taught: TaughtAnswers | None,
    facets: NDArray[np.float32] | None = None,
) -> Question:
    """A question to a release with what similar ones recall and how strange it is there, where something was `taught`."""
    put = np.asarray(vector, dtype=np.float32)
    if taught is None:
        return Question(text, lang, put, facets)
    strange = taught.strangeness(put, lang) * release.subject.commercial(taught)
    return Question(text, lang, put, facets, taught.recall(put, lang), strange)


@dataclass(frozen=True)
class Matches:
    """Candidates of a question, best first; all arrays have shape (n,).

    `sentence` is the row in `release.sentences` of the best sentence of each passage, -1 if it has none;
    `bias` is what the question's affinity to the passage's language took off; `allowed` (passages,) are all
    passages that were searched.
    """

    rows: NDArray[np.int64]
    score: NDArray[np.float32]
    passage: NDArray[np.float32]
    best_sentence: NDArray[np.float32]
    sentence: NDArray[np.int64]
    coverage: NDArray[np.float32]
    bias: NDArray[np.float32]
    allowed: NDArray[np.bool_]

    def picked(self, order: NDArray[np.int64]) -> Matches:
        """These candidates, in this order."""
        return Matches(self.rows[order], self.score[order], self.passage[order], self.best_sentence[order],
                       self.sentence[order], self.coverage[order], self.bias[order], self.allowed)


def match(release: Release, question: Question, allowed: NDArray[np.bool_]) -> Matches:
    """Allowed passages that fit the question.

    Args:
        allowed: (passages,) True where a passage may be shown: filters come before the search.
    """
    nearest, _ = release.dense.search(_towards(question), _DENSE_DEPTH, allowed)
    coverage = release.lexical.coverage(question.text, question.lang)
    wordy = np.where(allowed, coverage, 0)
    depth = min(_LEXICAL_DEPTH, len(wordy))
    with_words = np.argpartition(-wordy, depth - 1)[:depth] if depth else np.zeros(0, dtype=np.int64)
    rows = np.union1d(nearest, with_words[wordy[with_words] > 0]).astype(np.int64)
    return _scored(release, question, rows, coverage[rows], allowed)


def _towards(question: Question) -> NDArray[np.float32]:
    """The unit vector to look for candidates with."""
    if question.recalled is None:
        return question.vector
    return unit(question.vector + RECALL_WEIGHT * question.recalled)


def score_rows(release: Release, question: Question, rows: NDArray[np.int64]) -> Matches:
    """Score given rows against the question, best first."""
    allowed = np.zeros(len(release.passages), dtype=bool)
    allowed[rows] = True
    return _scored(release, question, rows, release.lexical.coverage(question.text, question.lang)[rows], allowed)


def _scored(
    release: Release, question: Question, rows: NDArray[np.int64], coverage: NDArray[np.float32],
    allowed: NDArray[np.bool_],
) -> Matches:
    passage = release.vectors[rows] @ question.vector
    best_sentence, sentence = best_sentences(release, question.vector, rows, passage)
    bias = language_bias(release, question.vector, rows)
    score = fused(passage, best_sentence, bias, coverage, one_language=release.one_language)
    if question.recalled is not None and len(rows):
        score = score + RECALL_WEIGHT * (centred_rows(release, rows) @ question.recalled)
    found = Matches(rows, score, passage, best_sentence, sentence, coverage, bias, allowed)
    return found.picked(np.argsort(-score, kind="stable"))


def centred_rows(release: Release, rows: NDArray[np.int64]) -> NDArray[np.float32]:
    """Unit vectors of passages less their language's mean, (n, dimension): comparable across languages."""
    return unit(release.vectors[rows] - np.stack([release.centred(str(lang)) for lang in release.langs[rows]]))


def language_bias(
    release: Release, vector: NDArray[np.float32], rows: NDArray[np.int64]
) -> NDArray[np.float32]:
    """Product of the question with the mean of each row's language, (n,)."""
    langs = release.langs[rows]
    bias = np.zeros(len(rows), dtype=np.float32)
    for lang in np.unique(langs):
        bias[langs == lang] = release.centred(str(lang)) @ vector
    return bias


def best_sentences(
    release: Release, vector: NDArray[np.float32], rows: NDArray[np.int64], fallback: NDArray[np.float32]
) -> tuple[NDArray[np.float32], NDArray[np.int64]]:
    """Highest cosine among the sentences of each passage, and which sentence it is.

    Returns:
        (cosine (n,), row of the sentence (n,)); passages without sentences keep `fallback` and -1.
    """
    cosines, which = fallback.astype(np.float32).copy(), np.full(len(rows), -1, dtype=np.int64)
    starts, ends = release.starts[rows], release.starts[rows + 1]
    lengths = ends - starts
    filled = np.flatnonzero(lengths > 0)
    if not len(filled):
        return cosines, which
    begins = np.concatenate([[0], np.cumsum(lengths[filled])[:-1]])
    count = lengths[filled]
    flat = np.arange(count.sum()) + np.repeat(starts[filled] - begins, count)
    products = release.sentences[flat].astype(np.float32) @ vector
    cosines[filled] = np.maximum.reduceat(products, begins)
    for position, begin, length in zip(filled, begins, lengths[filled], strict=True):
        which[position] = flat[begin + int(products[begin : begin + length].argmax())]
    return cosines, which
