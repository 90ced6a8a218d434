"""Runs every method over every question of a pool and prints one Markdown table of the four directions."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from engine.encoding.encoder import Encoder
from engine.understanding.taught_answers import load_taught_answers
from scripts.bench.methods import METHODS, rank_of_gold, scores, table
from scripts.bench.pool import DIRECTIONS, Asked, Pool

Ranks = dict[tuple[str, str], list[int]]  # (method, direction) -> rank of the gold of each question


def ranks(pool: Pool, asked: list[Asked], encoder: Encoder) -> Ranks:
    """Rank of the gold passage; the same content in the other language is taken out, for it would be right too."""
    row_of = {text.id: row for row, text in enumerate(pool.texts)}
    vectors = encoder.queries([question.text for question in asked])
    taught = load_taught_answers(encoder.name)
    result: Ranks = {}
    for number, (question, vector) in enumerate(zip(asked, vectors, strict=True)):
        everything = np.ones(len(pool.texts), dtype=bool)
        for direction, gold in question.gold.items():
            others = [g for other, ids in question.gold.items() if other != direction for g in ids]
            allowed = everything.copy()
            allowed[[row_of[g] for g in others]] = False
            rows = np.array([row_of[g] for g in gold], dtype=np.int64)
            for method, values in scores(pool, question.text, question.lang, vector, allowed, taught).items():
                result.setdefault((method, direction), []).append(rank_of_gold(values, rows))
        if number % 500 == 0:
            print(f"  questions {number}/{len(asked)}", flush=True)
    return result


def markdown(found: Ranks) -> str:
    """MRR@10 and, in brackets, the share whose first passage is right."""
    rows = {method: [_cell(found[method, d]) for d in DIRECTIONS if (method, d) in found] for method in METHODS}
    return table(rows, [d.replace("-", " -> ") for d in DIRECTIONS if (METHODS[0], d) in found])


def _cell(values: list[int]) -> str:
    places: NDArray[np.float64] = np.array(values, dtype=np.float64)
    mrr = np.where(places <= 10, 1 / places, 0).mean()
    return f"{mrr:.3f} ({(places == 1).mean():.3f})"
