"""Always the best: what previews, judging, the holdout page and a broken store use."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Self

import numpy as np
from numpy.typing import NDArray

from engine.learning.policy import Arm, Choice, Context, Numbers, Outcome


class Greedy:
    """The highest standing; ties keep the given order. Learns nothing."""

    version = "greedy@1"

    def probabilities(self, standings: NDArray[np.floating], arms: Sequence[Arm], context: Context) -> Numbers:
        """1 for the best, 0 for the others."""
        chances = np.zeros(len(standings))
        chances[int(np.argmax(standings))] = 1.0
        return chances

    def choose(
        self, standings: NDArray[np.floating], arms: Sequence[Arm], context: Context, count: int, seed: str
    ) -> Choice:
        """The `count` best."""
        order = [int(at) for at in np.argsort(-standings, kind="stable")[:count]]
        return Choice(order, [1.0] * len(order))

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
