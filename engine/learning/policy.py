"""The contract of a policy: scores in, an order and its probabilities out; it learns from rewards."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True)
class Choice:
    """Positions of the chosen candidates, first slot first, and for each the probability with which it
    was put there given the ones before it."""

    order: list[int]
    propensities: list[float]


class Policy(Protocol):
    """Turns scores into a list."""

    @property
    def version(self) -> str:
        """name@version, logged with every decision."""
        ...

    def choose(
        self, scores: NDArray[np.float32], arms: list[str], context: dict[str, str], count: int, seed: str
    ) -> Choice:
        """Choose `count` of the candidates.

        Args:
            scores: (n,) what the ranking expects of each, larger is better. arms: (n,) passage ids.
            context: role, phase, lang ... as ids, the facet and type of each arm under "facet:<n>", "type:<n>".
            seed: same seed and same state, same choice.
        """
        ...


class Greedy:
    """Always the best; what previews, judging and a broken store use."""

    version = "greedy@1"

    def choose(
        self, scores: NDArray[np.float32], arms: list[str], context: dict[str, str], count: int, seed: str
    ) -> Choice:
        """The `count` highest scores; ties keep the given order."""
        order = np.argsort(-scores, kind="stable")[:count]
        return Choice([int(position) for position in order], [1.0] * len(order))
