"""Tries weights of the fusion on XQuAD among distractors: share of the sentence, share of the words, language pull.

    .venv/bin/python -m scripts.bench.fusion_weights [--distractors 5000] [--vectors var/bench]
"""

from __future__ import annotations

import argparse
from pathlib import Path

import numpy as np

from engine.encoding.load import load_encoder
from engine.retrieval.remembered import RememberedEncoder
from engine.settings import Settings
from scripts.bench.methods import evidence, rank_of_gold, table
from scripts.bench.pool import DATA, DIRECTIONS, distractors, make_pool, read_questions, read_texts

_SENTENCE, _WORDS, _PULL = (0.4, 0.5, 0.6), (0.0, 0.03, 0.05, 0.08, 0.12), (0.8, 1.0)
_EVERY = 3  # every n-th question: the choice is not judged on the questions it was made with


def main() -> None:
    """Print MRR@10 of every combination in the four directions."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--distractors", type=int, default=5000)
    options.add_argument("--vectors", type=Path, default=Path("var/bench"))
    given = options.parse_args()
    encoder = RememberedEncoder(load_encoder(Settings.load(), indexing=True), given.vectors)
    folder = DATA / "xquad_de_en"
    pool = make_pool(read_texts(folder / "corpus.jsonl") + distractors(given.distractors), encoder)
    asked = read_questions(folder)[::_EVERY]
    vectors = encoder.queries([question.text for question in asked])
    row_of = {text.id: row for row, text in enumerate(pool.texts)}
    found: dict[tuple[float, float, float], dict[str, list[float]]] = {}
    for question, vector in zip(asked, vectors, strict=True):
        passage, sentence, bias, words = evidence(pool, question.text, question.lang, vector)
        for direction, gold in question.gold.items():
            others = [row_of[g] for other, ids in question.gold.items() if other != direction for g in ids]
            rows = np.array([row_of[g] for g in gold], dtype=np.int64)
            for s in _SENTENCE:
                for w in _WORDS:
                    for pull in _PULL:
                        score = (1 - s) * passage + s * sentence - pull * bias + w * words + 1
                        score[others] = -np.inf
                        rank = rank_of_gold(score.astype(np.float32), rows)
                        found.setdefault((s, w, pull), {}).setdefault(direction, []).append(
                            1 / rank if rank <= 10 else 0.0)
    best = sorted(found.items(), key=lambda pair: -sum(float(np.mean(v)) for v in pair[1].values()))
    rows_of = {f"sentence {s}, words {w}, pull {pull}": [f"{np.mean(by[d]):.3f}" for d in DIRECTIONS]
               for (s, w, pull), by in best}
    print(table(rows_of, list(DIRECTIONS)))


if __name__ == "__main__":
    main()
