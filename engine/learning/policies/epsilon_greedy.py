"""The plain baseline: the best known arm, and now and then any; learns each passage on its own."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Iterable, Sequence
from typing import Self

import numpy as np
from numpy.typing import NDArray

from engine.learning import state
from engine.learning.draw import draw, with_floor
from engine.learning.policy import Arm, Choice, Context, Numbers, Outcome

_NAME = "epsilon-greedy@1"
_PSEUDO = 8.0  # displays that the prior is worth
_MOST = 4096  # passages remembered; the one not shown for longest goes first


class EpsilonGreedy:
    """Mean reward of each passage, pulled towards a prior that falls with the standing; no context, no sharing.

    Args:
        epsilon: share of decisions with even chances.
    """

    version = _NAME

    def __init__(self, epsilon: float = 0.1) -> None:
        self.epsilon = epsilon
        self.sums: OrderedDict[str, tuple[float, float]] = OrderedDict()

    def probabilities(self, standings: NDArray[np.floating], arms: Sequence[Arm], context: Context) -> Numbers:
        """epsilon / n for each, the rest for the best."""
        prior = 0.1 * np.exp(0.5 * np.asarray(standings, dtype=np.float64))
        sums = np.array([self.sums.get(arm.passage, (0.0, 0.0)) for arm in arms])
        value = (sums[:, 0] + _PSEUDO * prior) / (sums[:, 1] + _PSEUDO)
        return with_floor((np.arange(len(arms)) == value.argmax()).astype(np.float64), self.epsilon)

    def choose(
        self, standings: NDArray[np.floating], arms: Sequence[Arm], context: Context, count: int, seed: str
    ) -> Choice:
        """Drawn from `probabilities`."""
        return draw(self.probabilities(standings, arms, context), count, seed)

    def learn(self, outcomes: Iterable[Outcome]) -> int:
        """Add up; exactly independent of the order."""
        count = 0
        for outcome in outcomes:
            earned, shown = self.sums.pop(outcome.arm.passage, (0.0, 0.0))
            self.sums[outcome.arm.passage] = (earned + outcome.reward, shown + outcome.shown)
            if len(self.sums) > _MOST:
                self.sums.popitem(last=False)
            count += 1
        return count

    def to_bytes(self) -> bytes:
        """The sums by passage."""
        return state.pack({"version": _NAME, "epsilon": self.epsilon, "sums": list(self.sums.items())}, ())

    @classmethod
    def from_bytes(cls, state_bytes: bytes) -> Self:
        """The policy again.

        Raises:
            StoreError: damaged, or written by another version.
        """
        facts, _ = state.unpack(state_bytes, {_NAME})
        policy = cls(facts["epsilon"])
        policy.sums = OrderedDict((name, (earned, shown)) for name, (earned, shown) in facts["sums"])
        return policy
