"""Ways to rank the same pool: BM25, dense, mean of passage and sentence, reciprocal ranks, and the engine's own."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from engine.retrieval.fusion import fused, recalled, reciprocal_rank
from engine.retrieval.search import Parts
from engine.understanding.taught_answers import Recalled, TaughtAnswers
from scripts.bench.pool import Pool

Scores = NDArray[np.float32]
METHODS = ("BM25", "dense passage", "mean of passage and sentence", "reciprocal rank fusion", "Lotse",
           "Lotse without recall")
_RANKED = 100  # depth of the two lists that reciprocal rank fusion joins


def scores(
    pool: Pool, text: str, lang: str, vector: Scores, allowed: NDArray[np.bool_], taught: TaughtAnswers | None
) -> dict[str, Scores]:
    """Score of every passage (n,) by each method; passages that are not allowed get minus infinity."""
    passage, sentence, bias, words = evidence(pool, text, lang, vector)
    alone = fused(passage, sentence, bias, words)
    known = taught.recall(vector, lang) if taught else None
    elsewhere = _elsewhere(pool, known) if known else 0.0
    found = {
        "BM25": pool.lexical.coverage(text, lang), "dense passage": passage,
        "mean of passage and sentence": (passage + sentence) / 2,
        "Lotse": alone + elsewhere, "Lotse without recall": alone,
    }
    for name, values in found.items():
        found[name] = np.where(allowed, values, -np.inf).astype(np.float32)
    found["reciprocal rank fusion"] = _joined(found["dense passage"], found["BM25"])
    return found


def evidence(pool: Pool, text: str, lang: str, vector: NDArray[np.float32]) -> tuple[Scores, Scores, Scores, Scores]:
    """(cosine, best sentence's cosine, pull of the language, coverage of the words in either language), each (passages,)."""
    passage = pool.vectors @ vector
    words = pool.lexical.coverage(text, lang, translated=True)
    return passage, _best_sentence(pool, vector, passage), _bias(pool, vector), words


def _elsewhere(pool: Pool, known: Recalled) -> Scores:
    """What answers to similar questions elsewhere add, (n,)."""
    highest = _parts(pool).highest(known.sentences)
    return recalled(known, pool.centred @ known.passages.T, known.sentence_cosines(highest, pool.langs))


def _parts(pool: Pool) -> Parts:
    filled = np.flatnonzero(np.diff(pool.starts))
    return Parts(np.arange(len(pool.sentences)), pool.sentences, pool.starts[filled], filled, len(pool.texts))


def rank_of_gold(values: Scores, gold: NDArray[np.int64]) -> int:
    """Place of the best gold passage, 1 = first; ties count against the method."""
    best = values[gold].max()
    return int((values >= best).sum()) if np.isfinite(best) and best > -1 else len(values)


def _best_sentence(pool: Pool, vector: NDArray[np.float32], otherwise: Scores) -> Scores:
    return np.where(np.diff(pool.starts) > 0, _parts(pool).highest(vector[None, :])[:, 0], otherwise)


def _bias(pool: Pool, vector: NDArray[np.float32]) -> Scores:
    bias = np.zeros(len(pool.texts), dtype=np.float32)
    for lang, mean in pool.means.items():
        bias[pool.langs == lang] = mean @ vector
    return bias


def _joined(dense: Scores, words: Scores) -> Scores:
    lists = [np.argsort(-values, kind="stable")[:_RANKED] for values in (dense, words)]
    lists[1] = lists[1][words[lists[1]] > 0]
    result = np.zeros(len(dense), dtype=np.float32)
    for row, value in reciprocal_rank(*lists).items():
        result[row] = value
    return result


def table(rows: dict[str, list[str]], columns: list[str]) -> str:
    """A Markdown table: one row a method."""
    lines = ["| method | " + " | ".join(columns) + " |", "|---" * (len(columns) + 1) + "|"]
    return "\n".join(lines + [f"| {name} | " + " | ".join(cells) + " |" for name, cells in rows.items()])
