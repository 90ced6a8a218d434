"""Even chances for all: the policy whose log is the easiest to evaluate others on."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Self

import numpy as np
from numpy.typing import NDArray

from engine.learning.draw import draw
from engine.learning.policy import Arm, Choice, Context, Numbers, Outcome


class Uniform:
    """Every candidate with the same probability. Learns nothing."""

    version = "uniform@1"

    def probabilities(self, standings: NDArray[np.floating], arms: Sequence[Arm], context: Context) -> Numbers:
        """1 / n for each."""
        return np.full(len(standings), 1 / len(standings))

    def choose(
        self, standings: NDArray[np.floating], arms: Sequence[Arm], context: Context, count: int, seed: str
    ) -> Choice:
        """Any `count` of them."""
        return draw(self.probabilities(standings, arms, context), count, seed)

    def learn(self, outcomes: Iterable[Outcome]) -> int:
        """Counts them, changes nothing."""
        return sum(1 for _ in outcomes)

    def to_bytes(self) -> bytes:
        """Nothing to keep."""
        return b""

    @classmethod
    def from_bytes(cls, state: bytes) -> Self:
        """There is only one."""
        return cls()
