"""Heads trained on the teaching corpus, for the encoder they were trained with."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from engine.understanding.labels import Probabilities
from engine.understanding.linear import Linear, Matrix
from engine.understanding.neighbours import Neighbours, blended, levelled
from engine.understanding.taught_answers import TaughtAnswers, load_taught_answers

SHIPPED = Path(__file__).with_name("heads.npz")
PARTS = ("passage_roles", "passage_phases", "passage_facets", "question_roles", "question_phases", "question_facets",
         "document_types")


@dataclass(frozen=True)
class Centring:
    """Vectors of one encoder share a large common part; what tells them apart is the rest."""

    mean: Matrix
    scale: Matrix

    @classmethod
    def of(cls, vectors: NDArray[np.floating]) -> Centring:
        """Mean and spread of training vectors (n, d)."""
        return cls(vectors.mean(axis=0), np.full(vectors.shape[1], float(vectors.std(axis=0).mean()) or 1.0))

    def __call__(self, vectors: NDArray[np.floating]) -> Matrix:
        return np.asarray((vectors - self.mean) / self.scale, dtype=np.float64)


@dataclass(frozen=True)
class TrainedHeads:
    """Implements `Heads`; see there for shapes."""

    encoder: str
    passage_centring: Centring
    question_centring: Centring
    parts: Mapping[str, Linear]
    taught_passages: Neighbours | None = None
    taught_questions: Neighbours | None = None

    def passages(self, vectors: NDArray[np.float32]) -> tuple[Probabilities, Probabilities, Probabilities]:
        near, _ = self.taught_passages.of(vectors, exact=True) if self.taught_passages else ({}, None)
        return self._blended("passage", self.passage_centring(vectors), near)

    def questions(self, vectors: NDArray[np.float32]) -> tuple[Probabilities, Probabilities, Probabilities]:
        near, familiar = self.taught_questions.of(vectors) if self.taught_questions else ({}, None)
        roles, phases, facets = self._blended("question", self.question_centring(vectors), near)
        if familiar is None:
            return roles, phases, facets
        return levelled(roles, familiar), levelled(phases, familiar), facets

    def _blended(
        self, kind: str, x: Matrix, near: Mapping[str, Matrix]
    ) -> tuple[Probabilities, Probabilities, Probabilities]:
        linear = {group: self.parts[f"{kind}_{group}"].predict(x) for group in ("roles", "phases", "facets")}
        roles, phases, facets = (blended(told, near.get(group, told)) for group, told in linear.items())
        return roles, phases, facets

    def types(self, vectors: NDArray[np.float32]) -> Probabilities:
        return self.parts["document_types"].predict(self.passage_centring(vectors))

    def save(self, path: Path, labels: Mapping[str, Sequence[str]]) -> None:
        """Write one small file, half precision, without pickle."""
        arrays: dict[str, NDArray[np.generic]] = {
            "encoder": np.array(self.encoder),
            "passage_mean": self.passage_centring.mean.astype(np.float32),
            "passage_scale": self.passage_centring.scale.astype(np.float32),
            "question_mean": self.question_centring.mean.astype(np.float32),
            "question_scale": self.question_centring.scale.astype(np.float32),
        }
        for name, part in self.parts.items():
            arrays[f"{name}_weights"] = part.weights.astype(np.float16)
            arrays[f"{name}_bias"] = part.bias.astype(np.float32)
            arrays[f"{name}_softmax"] = np.array(part.softmax)
        for group, ids in labels.items():
            arrays[f"labels_{group}"] = np.array(list(ids))
        for kind, taught in (("passage", self.taught_passages), ("question", self.taught_questions)):
            for group, values in (taught.labels if taught else {}).items():
                arrays[f"taught_{kind}_{group}"] = np.round(values * 255).astype(np.uint8)
        np.savez_compressed(path, **arrays)  # type: ignore[arg-type]


def load_heads(path: Path = SHIPPED) -> tuple[TrainedHeads, dict[str, list[str]]] | None:
    """The heads in a file and the label ids of their columns; None if there is no file."""
    if not path.exists():
        return None
    with np.load(path, allow_pickle=False) as data:
        parts = {
            name: Linear(data[f"{name}_weights"].astype(np.float64), data[f"{name}_bias"].astype(np.float64),
                         bool(data[f"{name}_softmax"]))
            for name in PARTS
        }
        heads = TrainedHeads(
            str(data["encoder"]),
            Centring(data["passage_mean"].astype(np.float64), data["passage_scale"].astype(np.float64)),
            Centring(data["question_mean"].astype(np.float64), data["question_scale"].astype(np.float64)), parts,
            *_neighbours(data, load_taught_answers(str(data["encoder"]))),
        )
        labels = {group: data[f"labels_{group}"].tolist() for group in ("roles", "phases", "facets", "types")}
    return heads, labels


def _neighbours(data: Any, taught: TaughtAnswers | None) -> tuple[Neighbours | None, Neighbours | None]:
    """Labels of this file with the vectors of the taught answers, row by row; None where they are not of one making."""
    labels = {kind: {group: data[f"taught_{kind}_{group}"].astype(np.float32) / 255
                     for group in ("roles", "phases", "facets") if f"taught_{kind}_{group}" in data.files}
              for kind in ("passage", "question")}
    if taught is None or any(len(group) != len(vectors) for kind, vectors in
                             (("passage", taught.passages), ("question", taught.questions))
                             for group in labels[kind].values()):
        return None, None
    return (Neighbours(taught.passages, taught.passage_means, labels["passage"]),
            Neighbours(taught.questions, taught.means, labels["question"]))
