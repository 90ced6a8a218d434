"""Heads trained on the teaching corpus, for the encoder they were trained with."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from engine.taxonomy import Taxonomy
from engine.understanding.labels import Probabilities
from engine.understanding.linear import Linear, Matrix

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

    def passages(self, vectors: NDArray[np.float32]) -> tuple[Probabilities, Probabilities, Probabilities]:
        x = self.passage_centring(vectors)
        parts = self.parts
        return (parts["passage_roles"].predict(x), parts["passage_phases"].predict(x),
                parts["passage_facets"].predict(x))

    def questions(self, vectors: NDArray[np.float32]) -> tuple[Probabilities, Probabilities, Probabilities]:
        x = self.question_centring(vectors)
        parts = self.parts
        return (parts["question_roles"].predict(x), parts["question_phases"].predict(x),
                parts["question_facets"].predict(x))

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
        )
        labels = {group: data[f"labels_{group}"].tolist() for group in ("roles", "phases", "facets", "types")}
    return heads, labels


def fits(labels: Mapping[str, Sequence[str]], taxonomy: Taxonomy) -> bool:
    """Whether heads with these columns speak of the same labels as the taxonomy."""
    return (list(labels["roles"]) == list(taxonomy.roles) and list(labels["phases"]) == list(taxonomy.phases)
            and list(labels["facets"]) == list(taxonomy.facets) and list(labels["types"]) == list(taxonomy.types))
