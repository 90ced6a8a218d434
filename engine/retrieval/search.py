"""A question against a release: candidates by meaning and by words, scored together."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from engine.retrieval.fusion import (
    BARE_BEGINNING,
    BARE_LANGUAGE,
    RECALL_WEIGHT,
    TYPE_WEIGHT,
    WHOLE_WEIGHT,
    fused,
    recalled,
)
from engine.retrieval.literal import Literal, literal
from engine.retrieval.release import Release
from engine.understanding.neighbours import unit
from engine.understanding.taught_answers import Recalled, TaughtAnswers

_DENSE_DEPTH, _LEXICAL_DEPTH = 200, 60


@dataclass(frozen=True)
class Question:
    """What was asked: text, its language ("de", "en" or other) and its unit vector (dimension,).

    `facets` (F,) are the probabilities of the taxonomy's facets, `recalled` the passages that answered similar
    questions elsewhere (see understanding.taught_answers); None where nobody told them.
    `strangeness` is the logit of being off topic for this library, 0 where nobody told it.
    """

    text: str
    lang: str
    vector: NDArray[np.float32]
    facets: NDArray[np.float32] | None = None
    recalled: Recalled | None = None
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
    `whole` is True for passages that hold every word of the question, `of_kind` the probability of being a document of the
    kind that it names; `bias` is what the question's affinity to the
    passage's language took off; `allowed` (passages,) are all passages that were searched; `bare`: the question asks for a kind
    and nothing else.
    """

    rows: NDArray[np.int64]
    score: NDArray[np.float32]
    passage: NDArray[np.float32]
    best_sentence: NDArray[np.float32]
    sentence: NDArray[np.int64]
    coverage: NDArray[np.float32]
    whole: NDArray[np.bool_]
    of_kind: NDArray[np.float32]
    bias: NDArray[np.float32]
    allowed: NDArray[np.bool_]
    bare: bool = False

    def picked(self, order: NDArray[np.int64]) -> Matches:
        """These candidates, in this order."""
        return Matches(self.rows[order], self.score[order], self.passage[order], self.best_sentence[order],
                       self.sentence[order], self.coverage[order], self.whole[order], self.of_kind[order], self.bias[order],
                       self.allowed, self.bare)


def match(release: Release, question: Question, allowed: NDArray[np.bool_]) -> Matches:
    """Allowed passages that fit the question.

    Args:
        allowed: (passages,) True where a passage may be shown: filters come before the search.
    """
    nearest, _ = release.dense.search(_towards(question), _DENSE_DEPTH, allowed)
    said = literal(release, question.text, question.lang)
    wordy = np.where(allowed, said.coverage, 0)
    depth = min(_LEXICAL_DEPTH, len(wordy))
    with_words = np.argpartition(-wordy, depth - 1)[:depth] if depth else np.zeros(0, dtype=np.int64)
    rows = np.union1d(nearest, with_words[wordy[with_words] > 0]).astype(np.int64)
    if said.bare:
        fitting = np.where(allowed, _as_of_kind(release, question, said), 0)
        rows = np.union1d(rows, np.argsort(-fitting, kind="stable")[:_LEXICAL_DEPTH][: int((fitting > 0).sum())])
    return _scored(release, question, rows, said, allowed)


def _towards(question: Question) -> NDArray[np.float32]:
    """The unit vector to look for candidates with."""
    if question.recalled is None:
        return question.vector
    return unit(question.vector + RECALL_WEIGHT * question.recalled.direction)


def score_rows(release: Release, question: Question, rows: NDArray[np.int64]) -> Matches:
    """Score given rows against the question, best first."""
    allowed = np.zeros(len(release.passages), dtype=bool)
    allowed[rows] = True
    return _scored(release, question, rows, literal(release, question.text, question.lang), allowed)


def _scored(
    release: Release, question: Question, rows: NDArray[np.int64], said: Literal, allowed: NDArray[np.bool_]
) -> Matches:
    coverage, whole, of_kind = said.coverage[rows], said.whole[rows], said.of_kind[rows]
    passage = release.vectors[rows] @ question.vector
    parts = Parts.of(release, rows)
    best_sentence, sentence = parts.best(question.vector, passage)
    bias = language_bias(release, question.vector, rows)
    score = fused(passage, best_sentence, bias, coverage, one_language=release.one_language)
    if question.recalled is not None and len(rows):
        score = score + _elsewhere(release, question.recalled, rows, parts)
    score = score + TYPE_WEIGHT * of_kind + WHOLE_WEIGHT * whole.astype(np.float32)
    if said.bare:
        score = score + _as_of_kind(release, question, said)[rows]
    found = Matches(rows, score, passage, best_sentence, sentence, coverage, whole, of_kind, bias, allowed, said.bare)
    return found.picked(np.argsort(-score, kind="stable"))


def _as_of_kind(release: Release, question: Question, said: Literal) -> NDArray[np.float32]:
    """(passages,) what counts among documents of the kind that alone is asked for: to be in the asker's language, and to be
    where such a document begins; what the words mean says little."""
    fitting = BARE_LANGUAGE * (release.langs == question.lang) + BARE_BEGINNING * release.gist
    return np.asarray(said.of_kind * fitting, dtype=np.float32)


def _elsewhere(release: Release, known: Recalled, rows: NDArray[np.int64], parts: Parts) -> NDArray[np.float32]:
    by_sentence = known.sentence_cosines(parts.highest(known.sentences), release.langs[rows])
    return recalled(known, centred_rows(release, rows) @ known.passages.T, by_sentence)


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


@dataclass(frozen=True)
class Parts:
    """The sentences of some passages: rows in `release.sentences` (s,), their vectors (s, dimension), where those of each
    passage that has any begin, and which these are among all `count`."""

    rows: NDArray[np.int64]
    vectors: NDArray[np.float32]
    begins: NDArray[np.int64]
    filled: NDArray[np.int64]
    count: int

    @classmethod
    def of(cls, release: Release, rows: NDArray[np.int64]) -> Parts:
        """Those of the passages `rows`."""
        starts = release.starts[rows]
        lengths = release.starts[rows + 1] - starts
        filled = np.flatnonzero(lengths > 0)
        length = lengths[filled]
        begins = np.cumsum(length) - length
        flat = np.arange(length.sum()) + np.repeat(starts[filled] - begins, length)
        return cls(flat, release.sentences[flat].astype(np.float32), begins, filled, len(rows))

    def best(self, vector: NDArray[np.float32], fallback: NDArray[np.float32]) -> tuple[NDArray[np.float32], NDArray[np.int64]]:
        """Highest cosine among the sentences of each passage, and which sentence it is.

        Returns:
            (cosine (n,), row of the sentence (n,)); passages without sentences keep `fallback` and -1.
        """
        cosines, which = fallback.astype(np.float32).copy(), np.full(self.count, -1, dtype=np.int64)
        if len(self.filled):
            products = self.vectors @ vector
            cosines[self.filled] = np.maximum.reduceat(products, self.begins)
            ends = np.append(self.begins[1:], len(products))
            for at, begin, end in zip(self.filled, self.begins, ends, strict=True):
                which[at] = self.rows[begin + int(products[begin:end].argmax())]
        return cosines, which

    def highest(self, columns: NDArray[np.float32]) -> NDArray[np.float32]:
        """(n, k) highest product of a sentence of each passage with each of `columns` (k, dimension); -1 without sentences."""
        found = np.full((self.count, len(columns)), -1.0, dtype=np.float32)
        if len(self.filled):
            found[self.filled] = np.maximum.reduceat(self.vectors @ columns.T, self.begins, axis=0)
        return found
