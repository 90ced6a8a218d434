"""A job title's roles from words and pieces of words: linear, lexical, trained in seconds."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from engine.understanding.linear import Linear, fit
from engine.visitors.titles.features import features, matrix
from engine.visitors.titles.lessons import Lesson

SHIPPED = Path(__file__).with_name("titles.npz")
NONE = "none"
PENALTY = 0.03


@dataclass(frozen=True)
class TitleClassifier:
    """`roles` name the columns of `part`; each column is a probability of its own (two hats are possible)."""

    roles: tuple[str, ...]
    part: Linear

    def predict(self, title: str) -> dict[str, float]:
        """Probability of every role, each 0..1, and of "none": that the title speaks for no role."""
        found = features(title)
        if not found:
            return dict.fromkeys(self.roles, 0.0) | {NONE: 1.0}
        columns = list(found)
        logit = np.array(list(found.values())) @ self.part.weights[columns] + self.part.bias
        values = 1 / (1 + np.exp(-logit))
        each = {role: float(value) for role, value in zip(self.roles, values, strict=True)}
        return each | {NONE: float(np.prod(1 - values))}

    def save(self, path: Path = SHIPPED) -> None:
        """One small file, half precision, no pickle."""
        np.savez_compressed(path, roles=np.array(self.roles), weights=self.part.weights.astype(np.float16),
                            bias=self.part.bias.astype(np.float32))


def train_titles(lessons: Sequence[Lesson], roles: Sequence[str], penalty: float = PENALTY) -> TitleClassifier:
    """Fit one logistic regression a role."""
    targets = np.array([[float(role in lesson.roles) for role in roles] for lesson in lessons])
    weights: NDArray[np.float64] = np.array([lesson.weight for lesson in lessons])
    x = matrix([lesson.text for lesson in lessons])
    return TitleClassifier(tuple(roles), fit(x, targets, softmax=False, penalty=penalty, sample=weights))


@cache
def shipped_titles() -> TitleClassifier | None:
    """The trained classifier, None if it was not trained yet."""
    if not SHIPPED.exists():
        return None
    with np.load(SHIPPED, allow_pickle=False) as data:
        part = Linear(data["weights"].astype(np.float64), data["bias"].astype(np.float64), False)
        return TitleClassifier(tuple(data["roles"].tolist()), part)
