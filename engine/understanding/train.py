"""Trains the heads on the teaching corpus; one command, seconds, to be repeated when the encoder changes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from engine.encoding.adapter import industries_seen
from engine.encoding.encoder import Encoder
from engine.encoding.passage_text import passage_text
from engine.library.sentences import sentences
from engine.taxonomy import Taxonomy
from engine.understanding.corpus import Ask, Corpus, TaughtPassage
from engine.understanding.linear import Linear, Matrix, fit
from engine.understanding.neighbours import Neighbours, centred
from engine.understanding.off_topic import read_off_topic
from engine.understanding.taught_answers import TaughtAnswers, taught_answers
from engine.understanding.trained import Centring, TrainedHeads

_GRADE = {0: 0.0, 1: 0.4, 2: 0.75, 3: 1.0}
PENALTY = {"passage_roles": 160.0, "passage_phases": 160.0, "passage_facets": 40.0, "question_roles": 160.0,
           "question_phases": 160.0, "question_facets": 40.0, "document_types": 10.0}


@dataclass(frozen=True)
class Encoded:
    """Vectors of a corpus: passages (p, d), questions (q, d), stand-alone asks (a, d), questions off topic (n, d), and
    sentences (s, d), each `part_of` a passage."""

    passages: NDArray[np.float32]
    questions: NDArray[np.float32]
    asks: NDArray[np.float32]
    off_topic: NDArray[np.float32]
    sentences: NDArray[np.float32]
    part_of: NDArray[np.int64]


def encode(corpus: Corpus, encoder: Encoder) -> Encoded:
    """Encode everything once; training and leave-one-industry-out then only pick rows."""
    parts = [(row, text) for row, passage in enumerate(corpus.passages) for text in sentences(passage.text)]
    return Encoded(
        encoder.passages([passage_text(p.title, p.heading, p.text) for p in corpus.passages]),
        encoder.queries([q.text for q in corpus.questions]),
        encoder.queries([ask.text for _, ask in corpus.asks]),
        encoder.queries([text for _, _, text in read_off_topic()]),
        encoder.passages([text for _, text in parts]),
        np.array([row for row, _ in parts], dtype=np.int64),
    )


def industries(corpus: Corpus) -> list[str]:
    """All industries of the corpus, sorted."""
    return sorted({p.industry for p in corpus.passages})


def unseen_industries(corpus: Corpus) -> list[str]:
    """Those that the shipped adapter was not trained on: only they tell the truth. All, if it knows nearly all."""
    fresh = [name for name in industries(corpus) if name not in industries_seen()]
    return fresh if len(fresh) >= 3 else industries(corpus)


def train(
    corpus: Corpus, encoded: Encoded, taxonomy: Taxonomy, encoder: str, *, without: str = "",
    penalty: dict[str, float] | None = None,
) -> TrainedHeads:
    """Fit all heads on every industry but `without`."""
    strength = {**PENALTY, **(penalty or {})}
    rows = np.array([p.industry != without for p in corpus.passages])
    asked = np.array([corpus.passages[q.passage].industry != without for q in corpus.questions])
    alone = np.array([industry != without for industry, _ in corpus.asks])
    passages = encoded.passages[rows]
    taught = [p for p, keep in zip(corpus.passages, rows, strict=True) if keep]
    texts = [q for q, keep in zip(corpus.questions, asked, strict=True) if keep]
    texts += [ask for (_, ask), keep in zip(corpus.asks, alone, strict=True) if keep]
    questions = np.concatenate([encoded.questions[asked], encoded.asks[alone]])
    by_passage, by_question = Centring.of(passages), Centring.of(questions)
    x, z = by_passage(passages), by_question(questions)
    orders = {"roles": list(taxonomy.roles), "phases": list(taxonomy.phases), "facets": list(taxonomy.facets)}
    parts: dict[str, Linear] = {}
    graded, told = passage_labels(taught, orders), question_labels(texts, orders)
    for group in orders:
        parts[f"passage_{group}"] = fit(x, graded[group], softmax=False, penalty=strength[f"passage_{group}"])
    for group, names in (("roles", [t.role for t in texts]), ("phases", [t.phase for t in texts])):
        # half the weight where nobody could tell
        sample = np.array([1.0 if name in orders[group] else 0.5 for name in names])
        parts[f"question_{group}"] = fit(z, told[group], softmax=True, penalty=strength[f"question_{group}"], sample=sample)
    parts["question_facets"] = fit(z, told["facets"], softmax=False, penalty=strength["question_facets"])
    parts["document_types"] = _types(x, taught, list(taxonomy.types), strength["document_types"])
    return TrainedHeads(encoder, by_passage, by_question, parts, *_neighbours(corpus, encoded, orders, rows, asked))


def _neighbours(
    corpus: Corpus, encoded: Encoded, orders: dict[str, list[str]], rows: NDArray[np.bool_], asked: NDArray[np.bool_]
) -> tuple[Neighbours, Neighbours]:
    """Those of passages and of questions; a role or phase that nobody could tell is an even one."""
    vectors, means = centred(encoded.passages, [p.lang for p in corpus.passages])
    put, question_means = centred(encoded.questions, [q.lang for q in corpus.questions])
    of_passages = {g: v[rows].astype(np.float32) for g, v in passage_labels(corpus.passages, orders).items()}
    of_questions = {g: v[asked].astype(np.float32) for g, v in question_labels(corpus.questions, orders).items()}
    return Neighbours(vectors[rows], means, of_passages), Neighbours(put[asked], question_means, of_questions)


def passage_labels(passages: Sequence[TaughtPassage], orders: dict[str, list[str]]) -> dict[str, Matrix]:
    """Graded labels of passages by group, (p, labels), 0..1."""
    return {group: np.array([[_GRADE[getattr(p, group).get(label, 0)] for label in order] for p in passages])
            for group, order in orders.items()}


def question_labels(questions: Sequence[Ask], orders: dict[str, list[str]]) -> dict[str, Matrix]:
    """Labels of questions by group, (q, labels); roles and phases sum to 1, evenly where nobody could tell."""
    def one(name: str, order: list[str]) -> list[float]:
        return [float(name == label) for label in order] if name in order else [1 / len(order)] * len(order)

    return {
        "roles": np.array([one(q.role, orders["roles"]) for q in questions]),
        "phases": np.array([one(q.phase, orders["phases"]) for q in questions]),
        "facets": np.array([[_GRADE[dict(q.facets).get(f, 0)] for f in orders["facets"]] for q in questions]),
    }


def taught_of(corpus: Corpus, encoded: Encoded, encoder: str) -> TaughtAnswers:
    """Which passages answer which questions, and what no supplier is asked."""
    return taught_answers(
        encoder, encoded.questions, [q.lang for q in corpus.questions], [q.passage for q in corpus.questions],
        [corpus.passages[q.passage].industry for q in corpus.questions], encoded.passages, [p.lang for p in corpus.passages],
        encoded.sentences, encoded.part_of.tolist(), encoded.off_topic, [lang for _, lang, _ in read_off_topic()])


def _types(x: Matrix, taught: list, order: list[str], penalty: float) -> Linear:  # type: ignore[type-arg]
    documents = np.array([p.document for p in taught])
    numbers = np.unique(documents)
    means = np.array([x[documents == n].mean(axis=0) for n in numbers])
    kinds = [next(p.type for p in taught if p.document == n) for n in numbers]
    targets = np.array([np.eye(len(order))[order.index(kind)] for kind in kinds])
    return fit(means, targets, softmax=True, penalty=penalty)
