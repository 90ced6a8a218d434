"""Whether a question is one that nobody asks of a supplier: recipes, football, homework, the capital of a country.

A question and a passage may lie near each other though they have nothing in common; questions of one kind lie near each
other much more reliably. Learnt from all taught questions against `off_topic.yaml`.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from engine.tables import read_table
from engine.understanding.linear import fit

TAUGHT, SHIPPED = (Path(__file__).with_name(f"off_topic.{kind}") for kind in ("yaml", "npz"))
_PENALTY = 2.0
_MOST = 4.0  # logit beyond which nothing more is said
Matrix = NDArray[np.float32]


@dataclass(frozen=True)
class OffTopic:
    """A linear boundary, weights (d,), between off-topic questions (positive) and those asked of suppliers."""

    weights: Matrix
    bias: float

    def logit(self, direction: Matrix) -> float:
        """How far a question is off topic, -4..4; 0 where both kinds are as likely if asked as often.

        Args:
            direction: its unit vector less the mean of taught questions in its language, (d,), of length 1.
        """
        return float(np.clip(direction @ self.weights + self.bias, -_MOST, _MOST))

    def save(self, encoder: str, path: Path = SHIPPED) -> None:
        """Write it with the name of the encoder whose vectors it is for."""
        np.savez_compressed(path, encoder=np.array(encoder), weights=self.weights, bias=np.array(self.bias))


def load_off_topic(encoder: str, path: Path = SHIPPED) -> OffTopic | None:
    """The shipped boundary, None if it was learnt with another encoder or never."""
    if not path.exists():
        return None
    with np.load(path, allow_pickle=False) as data:
        return OffTopic(data["weights"], float(data["bias"])) if str(data["encoder"]) == encoder else None


def read_off_topic(path: Path = TAUGHT) -> list[tuple[str, str, str]]:
    """(topic, language, question) of every off-topic question."""
    table = read_table(path)
    return [(topic, lang, str(text)) for topic, asked in table.items() for lang, texts in asked.items() for text in texts]


def fit_off_topic(off: Matrix, asked: Matrix) -> OffTopic:
    """From directions of off-topic questions (n, d) and of taught ones (m, d), both kinds counted alike."""
    x = np.concatenate([off, asked]).astype(np.float64)
    target = np.concatenate([np.ones(len(off)), np.zeros(len(asked))])
    each = np.concatenate([np.full(len(off), len(x) / 2 / len(off)), np.full(len(asked), len(x) / 2 / len(asked))])
    found = fit(x, target[:, None], softmax=False, penalty=_PENALTY, sample=each)
    return OffTopic(found.weights[:, 0].astype(np.float32), float(found.bias[0]))
