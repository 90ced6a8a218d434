"""How words and meaning are added up: plain arithmetic with measured weights."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

# of a passage's own vector against its best sentence: .57 is best on held-out industries, .5 on XQuAD, both flat
PASSAGE_SHARE = 0.6
# words count from a fifth of the question on: a passage in the question's language shares some of them by chance,
# one in the other language never does (XQuAD and corpus across languages +.02, within one -.003)
LEXICAL_WEIGHT, CHANCE = 0.25, 0.2
ONE_LANGUAGE_LEXICAL_WEIGHT = 0.15
# of what answered similar questions elsewhere: how near passages lie to it all, and to which of the candidates each of it is
# likest, passage by passage and by their sentences; 27 unseen industries hit@1 .419 without, .482 with the first alone
# (.3), .506 with the second, .511 with all three, flat around these
RECALL_WEIGHT, LIKEST_WEIGHT, LIKEST_SENTENCE_WEIGHT, _ALIKE = 0.2, 0.1, 0.06, 0.08


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


def recalled(
    cosines: NDArray[np.float32], weights: NDArray[np.float32], sentence_cosines: NDArray[np.float32] | None = None
) -> NDArray[np.float32]:
    """What answers to similar questions elsewhere add to the relevance of passages (n,).

    Args:
        cosines: (n, k) of each passage with each of the k answers recalled; weights: (k,) of those answers.
        sentence_cosines: (n, k) of the nearest sentence of each passage with the sentence that answered, where known.
    """
    if not cosines.size:
        return np.zeros(len(cosines), dtype=np.float32)
    score = RECALL_WEIGHT * (cosines @ weights) + LIKEST_WEIGHT * (_likest(cosines) @ weights)
    if sentence_cosines is not None and sentence_cosines.size:
        score = score + LIKEST_SENTENCE_WEIGHT * (_likest(sentence_cosines) @ weights)
    return np.asarray(score, dtype=np.float32)


def _likest(cosines: NDArray[np.float32]) -> NDArray[np.float32]:
    """1 for the row that is likest in each column (n, k), less and less for others."""
    return np.asarray(np.exp((cosines - cosines.max(axis=0)) / _ALIKE), dtype=np.float32)


def reciprocal_rank(*rankings: NDArray[np.int64], k: int = 60) -> dict[int, float]:
    """The field's usual fusion (Cormack et al. 2009), kept as a baseline to be compared with."""
    scores: dict[int, float] = {}
    for ranking in rankings:
        for rank, row in enumerate(ranking, start=1):
            scores[int(row)] = scores.get(int(row), 0.0) + 1 / (k + rank)
    return scores
