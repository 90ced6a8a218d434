"""Question -> passage on industries that were held out, and on XQuAD, by direction and style."""

from __future__ import annotations

import json
import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from engine.encoding.encoder import Vectors
from engine.encoding.training.corpus import Corpus

Embed = Callable[[Sequence[str]], Vectors]  # passages or sentences, or questions, without prompt
DIRECTIONS = ("de-de", "en-en", "de-en", "en-de")  # question-passage


@dataclass(frozen=True)
class Figures:
    """Mean reciprocal rank and share of first places among `count` questions."""

    mrr: float
    hit: float
    count: int


def held_out_figures(corpus: Corpus, queries: Embed, passages: Embed) -> dict[str, Figures]:
    """All questions against all passages of the corpus; the score is the mean of passage and best sentence."""
    rows = corpus.passages
    asked = [(question, number) for number, row in enumerate(rows) for question in row.questions]
    answers = np.array([number for _, number in asked])
    vectors = queries([question.text for question, _ in asked])
    sentences = [(number, text) for number, row in enumerate(rows) for text in row.sentences]
    cosines = vectors @ passages([text for _, text in sentences]).T
    starts = np.searchsorted([number for number, _ in sentences], np.arange(len(rows)))
    plain = vectors @ passages([row.embedded for row in rows]).T
    scores = (plain + np.maximum.reduceat(cosines, starts, axis=1)) / 2
    places = np.array([row.document for row in rows])
    same = places[None, :] == places[answers][:, None]
    groups = [f"{question.lang}-{rows[number].lang}" for question, number in asked]
    styles = [f"style {question.style}" for question, _ in asked]
    everything = np.arange(len(asked))
    table = {"all": _figures(scores, answers, everything), "all, passage only": _figures(plain, answers, everything),
             "within the document": _figures(np.where(same, scores, -2), answers, everything)}
    for kinds in (groups, styles):
        for kind in sorted(set(kinds)):
            table[kind] = _figures(scores, answers, np.flatnonzero(np.array(kinds) == kind))
    return table


def xquad_figures(folder: Path, queries: Embed, passages: Embed, sample: int = 300) -> dict[str, Figures]:
    """Four directions over the 240 paragraphs of a language, plain passages, a fixed sample of the questions."""
    corpus = [json.loads(line) for line in (folder / "corpus.jsonl").open(encoding="utf-8")]
    asked = [json.loads(line) for line in (folder / "queries.jsonl").open(encoding="utf-8")]
    chosen = [row for lang in ("de", "en")
              for row in random.Random(0).sample([row for row in asked if row["lang"] == lang], sample)]
    vectors, stored = queries([row["text"] for row in chosen]), passages([row["text"] for row in corpus])
    table = {}
    for direction in DIRECTIONS:
        asking, answering = direction.split("-")
        relevant = dict(line.split("\t")[:2] if len(line.split("\t")) == 3 else line.split("\t")[::2]
                        for line in (folder / f"qrels.{direction}.tsv").read_text("utf-8").splitlines() if line)
        columns = [i for i, row in enumerate(corpus) if row["lang"] == answering]
        place = {corpus[i]["id"]: number for number, i in enumerate(columns)}
        rows = [i for i, row in enumerate(chosen) if row["lang"] == asking and row["id"] in relevant]
        answers = np.array([place[relevant[chosen[i]["id"]]] for i in rows])
        table[direction] = _figures(vectors[rows] @ stored[columns].T, answers, np.arange(len(rows)))
    return table


def _figures(scores: NDArray[np.floating], answers: NDArray[np.int64], chosen: NDArray[np.int64]) -> Figures:
    mine = scores[chosen]
    right = mine[np.arange(len(chosen)), answers[chosen]]
    ranks = 1 + (mine > right[:, None]).sum(axis=1)
    return Figures(float((1 / ranks).mean()), float((ranks == 1).mean()), len(chosen))


def format_tables(columns: dict[str, dict[str, Figures]]) -> str:
    """A Markdown table, one row a group, one column a model: MRR / hit@1."""
    names = list(columns)
    lines = ["| group | n | " + " | ".join(names) + " |", "|---|---|" + "---|" * len(names)]
    for group, figures in columns[names[0]].items():
        cells = " | ".join(f"{columns[name][group].mrr:.3f} / {columns[name][group].hit:.3f}" for name in names)
        lines.append(f"| {group} | {figures.count} | {cells} |")
    return "\n".join(lines)
