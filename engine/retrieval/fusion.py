"""How words and meaning are added up: plain arithmetic with measured weights."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from engine.understanding.taught_answers import Recalled

# of a passage's own vector against its best sentence: .57 is best on held-out industries, .5 on XQuAD, both flat
PASSAGE_SHARE = 0.6
# words count from a fifth of the question on: a passage in the question's language shares some of them by chance,
# one in the other language never does (XQuAD and corpus across languages +.02, within one -.003)
LEXICAL_WEIGHT, CHANCE = 0.25, 0.2
ONE_LANGUAGE_LEXICAL_WEIGHT = 0.15
# of what answered similar questions elsewhere: how near passages lie to it all, and how like they are to each of it, passage
# by passage and by their sentences; figures in tests/quality/README.md, flat around these
RECALL_WEIGHT, LIKE_WEIGHT, LIKE_SENTENCE_WEIGHT, _ALIKE = 0.2, 0.11, 0.06, 0.06

# of being a document of the kind that the question names; from .06 to .12 the same on nine judged libraries
TYPE_WEIGHT = 0.08
# of holding each word of a question of at least two: "K120 Gewicht"; of 52 such questions of the corpus 44 are answered there
WHOLE_WEIGHT = 0.1
# where a kind and nothing else is asked for: of the asker's language, and of a standard deviation of gist
BARE_LANGUAGE, BARE_BEGINNING = 0.15, 0.02


def fused(
    passage: NDArray[np.float32], sentence: NDArray[np.float32], bias: NDArray[np.float32],
    coverage: NDArray[np.float32], *, one_language: bool = False,
) -> NDArray[np.float32]:
    """Relevance of passages to a question; every argument has shape (n,).

    Args:
        passage: cosine of question and passage. sentence: cosine of question and its best sentence.
        bias: product of the question with the mean vector of the passage's language; without it a
            question finds its own language first even where only the other one holds the answer.
        coverage: BM25 as a share of what the question could reach. Reciprocal ranks are not used:
            they ruin search across languages.
    """
    meaning = PASSAGE_SHARE * passage + (1 - PASSAGE_SHARE) * sentence - bias
    if one_language:
        return np.asarray(meaning + ONE_LANGUAGE_LEXICAL_WEIGHT * coverage, dtype=np.float32)
    return np.asarray(meaning + shared_words(coverage), dtype=np.float32)


def shared_words(coverage: NDArray[np.float32]) -> NDArray[np.float32]:
    """What words add to the relevance of passages in a library of several languages; shape of `coverage`, >= 0."""
    return np.asarray(LEXICAL_WEIGHT * np.maximum(coverage - CHANCE, 0) / (1 - CHANCE), dtype=np.float32)


def recalled(known: Recalled, cosines: NDArray[np.float32], sentence_cosines: NDArray[np.float32]) -> NDArray[np.float32]:
    """What answers to similar questions elsewhere add to the relevance of passages (n,).

    Args:
        cosines: (n, k) of each passage with each of the k answers recalled. sentence_cosines: (n, k) of its nearest sentence
            with the sentence that answered.
    """
    like = LIKE_WEIGHT * _like(cosines, known.usual) + LIKE_SENTENCE_WEIGHT * _like(sentence_cosines, known.usual_sentence)
    score = RECALL_WEIGHT * (cosines @ known.weights) + like @ known.weights
    return np.asarray(score, dtype=np.float32)


def _like(cosines: NDArray[np.float32], usual: NDArray[np.float32]) -> NDArray[np.float32]:
    """1 for what comes as near (n, k) as the likest of a library usually does (k,), quickly less for what does not.

    Measured by other libraries, not by the candidates: what one passage is worth does not depend on which others there are.
    """
    return np.asarray(np.exp(np.minimum(cosines - usual, 0.0) / _ALIKE), dtype=np.float32)


def reciprocal_rank(*rankings: NDArray[np.int64], k: int = 60) -> dict[int, float]:
    """The field's usual fusion (Cormack et al. 2009), kept as a baseline to be compared with."""
    scores: dict[int, float] = {}
    for ranking in rankings:
        for rank, row in enumerate(ranking, start=1):
            scores[int(row)] = scores.get(int(row), 0.0) + 1 / (k + rank)
    return scores
