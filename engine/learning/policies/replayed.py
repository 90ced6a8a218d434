"""Answers as a logged decision did: from the probabilities that were logged, whatever was learnt since."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Self

import numpy as np
from numpy.typing import NDArray

from engine.errors import NotFound
from engine.learning.draw import draw
from engine.learning.policies.greedy import Greedy
from engine.learning.policy import Arm, Choice, Context, Numbers, Outcome, Page


class Replayed:
    """The policy of one decision.

    Args:
        logged: `draw` of a decision's record: passages and probabilities, which of them the neutral page shows first, and
            the probability of that page as a whole; empty where nothing was drawn.
        learnt: by passage, what was learnt for the slots below.
    """

    def __init__(self, logged: Mapping[str, Any], version: str, learnt: Mapping[str, float] | None = None) -> None:
        self.version = version
        self._learnt = learnt or {}
        self._chances = dict(zip(logged.get("passages", ()), logged.get("probabilities", ()), strict=True))
        self._caution, self._neutral = float(logged.get("caution", 0.0)), tuple(logged.get("neutral", ()))

    def caution(self, own: Page, neutral: Page, context: Context) -> float:
        """As logged."""
        return self._caution

    def probabilities(self, standings: NDArray[np.floating], arms: Sequence[Arm], context: Context) -> Numbers:
        """As logged, of pages other than the neutral one; as greedy where nothing was drawn.

        Raises:
            NotFound: other candidates than in the log.
        """
        if not self._chances:
            return Greedy().probabilities(standings, arms, context)
        if {arm.passage for arm in arms} != set(self._chances):
            raise NotFound("The candidates differ from those in the log.", where="decision",
                           fix="Replay with the release and the settings of back then.")
        own = np.array([self._chances[arm.passage] - self._caution * (arm.passage in self._neutral) for arm in arms])
        return own / (1 - self._caution) if self._caution < 1 else own

    def choose(
        self, standings: NDArray[np.floating], arms: Sequence[Arm], context: Context, count: int, seed: str
    ) -> Choice:
        """The same draw."""
        return draw(self.probabilities(standings, arms, context), count, seed)

    def learnt(self, standings: NDArray[np.floating], arms: Sequence[Arm], context: Context) -> Numbers:
        """As logged."""
        return np.array([self._learnt.get(arm.passage, 0.0) for arm in arms])

    def learn(self, outcomes: Iterable[Outcome]) -> int:
        """Nothing."""
        return sum(1 for _ in outcomes)

    def to_bytes(self) -> bytes:
        """Nothing to keep."""
        return b""

    @classmethod
    def from_bytes(cls, state: bytes) -> Self:
        """A decision in which nothing was drawn."""
        return cls({}, "greedy@1")
