"""Which of the operator's labels the encoder can hardly tell apart, by their own descriptions and questions."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import combinations

import numpy as np
from numpy.typing import NDArray

from engine.encoding.encoder import Encoder
from engine.library.checks.labels import label_lines, own_labels
from engine.library.findings import Finding
from engine.taxonomy import Label, Taxonomy

MOST_MIXED = 0.3  # share of the texts of two labels that may read like the other one
_FEWEST_MIXED = 2  # one stray question is no pattern
_FEWEST_TEXTS = 3  # of a label in one language: with fewer, leaving one out leaves nothing to measure
_SHOWN = 2


@dataclass(frozen=True)
class Confusion:
    """Two labels, how many of their texts were compared, and those that read like the other label."""

    one: str
    other: str
    compared: int
    mixed: tuple[tuple[str, str], ...]

    @property
    def share(self) -> float:
        """Of the texts that lie nearer to the other label; one half is what labels without a difference reach."""
        return len(self.mixed) / max(1, self.compared)


@dataclass(frozen=True)
class _Texts:
    """Descriptions and questions of all labels: n texts, the row's label and language, unit vectors (n, d)."""

    texts: tuple[str, ...]
    labels: NDArray[np.str_]
    langs: NDArray[np.str_]
    vectors: NDArray[np.float32]


def confusions(labels: Mapping[str, Label], encoder: Encoder) -> list[Confusion]:
    """Pairs that are mixed up, worst first: each text is left out in turn and goes to the nearer label.

    Texts are compared with those of their own language only: a translation would give away what it translates. The same
    text under two labels counts as mixed up twice.
    """
    told = _encoded(labels, encoder)
    found = [_compared(told, one, other) for one, other in combinations(labels, 2)]
    worst = sorted(found, key=lambda pair: -pair.share)
    return [pair for pair in worst if len(pair.mixed) >= _FEWEST_MIXED and pair.share >= MOST_MIXED]


def confusable(taxonomy: Taxonomy, encoder: Encoder, path: str) -> Iterator[Finding]:
    """One warning a pair of labels, with the texts that are to blame."""
    lines = label_lines(path)
    for group, labels in own_labels(taxonomy).items():
        for pair in confusions(labels, encoder):
            texts = "; ".join(f"“{text}” of {label!r}" for label, text in pair.mixed[:_SHOWN])
            yield Finding(
                "warning", path, lines.get((group, pair.one)), "labels-confusable",
                f"The {group} {pair.one!r} and {pair.other!r} are hardly told apart: {len(pair.mixed)} of "
                f"{pair.compared} texts read like the other label, such as {texts}.",
                f"Write into description and questions what only {pair.one!r} wants and what only {pair.other!r} wants, "
                "or make them one label.",
            )


def _encoded(labels: Mapping[str, Label], encoder: Encoder) -> _Texts:
    rows = [(label.id, lang, text) for label in labels.values() for lang in sorted({*label.description, *label.questions})
            for text in [label.description.get(lang, ""), *label.questions.get(lang, [])] if text]
    texts = tuple(text for _, _, text in rows)
    vectors = encoder.queries(texts) if texts else np.empty((0, encoder.dimension), np.float32)
    return _Texts(texts, np.array([r[0] for r in rows], dtype=str), np.array([r[1] for r in rows], dtype=str), vectors)


def _compared(told: _Texts, one: str, other: str) -> Confusion:
    compared, mixed = 0, []
    for lang in np.unique(told.langs):
        for mine, others in ((one, other), (other, one)):
            own = np.flatnonzero((told.labels == mine) & (told.langs == lang))
            theirs = np.flatnonzero((told.labels == others) & (told.langs == lang))
            if min(len(own), len(theirs)) < _FEWEST_TEXTS:
                continue
            compared += len(own)
            mixed += [(mine, told.texts[row]) for row in own if _nearer(told.vectors, int(row), own[own != row], theirs)]
    return Confusion(one, other, compared, tuple(mixed))


def _nearer(vectors: NDArray[np.float32], row: int, own: NDArray[np.int64], theirs: NDArray[np.int64]) -> bool:
    """Whether the text lies at least as near to the other label as to the rest of its own."""
    return _nearness(vectors[row], vectors[theirs]) >= _nearness(vectors[row], vectors[own])


def _nearness(vector: NDArray[np.float32], others: NDArray[np.float32]) -> float:
    """Minus half the squared distance to the centre of the others' distribution, up to what all labels share.

    Pairs of a text with itself are left out, so that neither the larger nor the more diverse label has an advantage.
    """
    n = len(others)
    among = others @ others.T
    spread = (float(among.sum()) - float(np.trace(among))) / (n * (n - 1))
    return float((others @ vector).mean()) - spread / 2
