"""Questions of the teaching corpus with what heads say of them that have not seen their industry."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from engine.encoding.encoder import Encoder
from engine.taxonomy import Taxonomy
from engine.understanding.corpus import Ask, Corpus
from engine.understanding.linear import fit
from engine.understanding.neighbours import Neighbours, blended, centred, levelled
from engine.understanding.train import PENALTY, question_labels, unseen_industries
from engine.understanding.trained import Centring
from engine.visitors.evidence.words_in import phase_words, role_words

Rows = NDArray[np.float64]


@dataclass(frozen=True)
class HeldOut:
    """One group of labels over n questions.

    `heads` (n, m) probabilities of heads that did not see the industry; `words` (n, m) ratios of the taxonomy's
    words; `truth` (n,) column of the true label, -1 where nobody could tell; `alone` (n,) asked without a document.
    """

    labels: tuple[str, ...]
    heads: Rows
    words: Rows
    truth: NDArray[np.int64]
    alone: NDArray[np.bool_]


def held_out(
    corpus: Corpus, encoder: Encoder, taxonomy: Taxonomy, progress: Callable[[str], None]
) -> tuple[HeldOut, HeldOut]:
    """(roles, phases), leave-one-industry-out over all questions of industries that the encoder has not seen either."""
    asked = [(corpus.passages[q.passage].industry, q) for q in corpus.questions] + list(corpus.asks)
    texts = [ask.text for _, ask in asked]
    progress(f"Encoding {len(texts)} questions with {encoder.name} ...")
    vectors = encoder.queries(texts)
    where = np.array([industry for industry, _ in asked])
    alone = np.array([ask.passage < 0 for _, ask in asked])
    roles = _truth([ask.role for _, ask in asked], list(taxonomy.roles))
    phases = _truth([ask.phase for _, ask in asked], list(taxonomy.phases))
    taught = len(corpus.questions)  # those with a passage: the neighbours
    rest, means = centred(vectors[:taught], [q.lang for q in corpus.questions])
    labels = question_labels(corpus.questions, {"roles": list(taxonomy.roles), "phases": list(taxonomy.phases),
                                      "facets": list(taxonomy.facets)})
    by_role, by_phase = np.zeros((len(asked), len(taxonomy.roles))), np.zeros((len(asked), len(taxonomy.phases)))
    measured = unseen_industries(corpus)
    for industry in measured:
        progress(f"Heads without {industry} ...")
        rows, left = where == industry, where != industry
        centring = Centring.of(vectors[left])
        x, z = centring(vectors[left]), centring(vectors[rows])
        known = left[:taught]
        taught_near = Neighbours(rest[known], means, {group: labels[group][known] for group in ("roles", "phases")})
        near, familiar = taught_near.of(vectors[rows])
        for group, truth, told in (("roles", roles, by_role), ("phases", phases, by_phase)):
            linear = _head(x, truth[left], told.shape[1], PENALTY[f"question_{group}"]).predict(z)
            told[rows] = levelled(blended(linear, near[group]), familiar)
    held = np.isin(where, measured)
    questions = [pair for pair, keep in zip(asked, held, strict=True) if keep]
    return (
        HeldOut(tuple(taxonomy.roles), by_role[held], _words(questions, taxonomy, role_words), roles[held], alone[held]),
        HeldOut(tuple(taxonomy.phases), by_phase[held], _words(questions, taxonomy, phase_words), phases[held], alone[held]),
    )


def _truth(names: list[str], labels: list[str]) -> NDArray[np.int64]:
    return np.array([labels.index(name) if name in labels else -1 for name in names])


def _head(x: Rows, truth: NDArray[np.int64], columns: int, penalty: float):  # type: ignore[no-untyped-def]
    """As the shipped heads are trained: an even target of half weight where nobody could tell."""
    targets = np.where(truth[:, None] >= 0, np.eye(columns)[truth], 1 / columns)
    return fit(x, targets, softmax=True, penalty=penalty, sample=np.where(truth >= 0, 1.0, 0.5))


def _words(
    asked: list[tuple[str, Ask]], taxonomy: Taxonomy, read: Callable[[str, Taxonomy], dict[str, float]]
) -> Rows:
    return np.array([list(read(ask.text, taxonomy).values()) for _, ask in asked])
