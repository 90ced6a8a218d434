"""A policy as it is served: mostly its likeliest arm; the one place that says how (in doubt: `engine.learning.caution`)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Self

import numpy as np
from numpy.typing import NDArray

from engine.learning.below import learnt
from engine.learning.caution import caution
from engine.learning.draw import draw, with_floor
from engine.learning.policies import make_policy
from engine.learning.policy import Arm, Choice, Context, Numbers, Outcome, Page, Policy, floor_of


def mixed(policy: Policy, exploration: float, standings: NDArray[np.floating], arms: Sequence[Arm], context: Context) -> Numbers:
    """Chances of a policy, mixed with the certainty of its likeliest arm.

    A library offers two dozen passages of nearly the same worth; unmixed, a policy that has learnt nothing yet would
    show another one than the best in four of five answers (seen in simulated traffic), which visitors pay for.

    Args:
        exploration: share of decisions left to the policy's own chances, setting `exploration`; outside 0..1 it is cut.
    """
    share = min(max(exploration, 0.0), 1.0)
    chances = policy.probabilities(standings, arms, context)
    likeliest = int(chances.argmax())
    chances = chances * share
    chances[likeliest] += 1 - share
    return with_floor(chances, floor_of(policy))  # the policy's own floor again; rounded as it is logged


class Served:
    """A policy that learns and answers exactly as the service does with it: for simulation, evaluation and benchmarks."""

    def __init__(self, policy: Policy, exploration: float) -> None:
        self._policy, self._exploration = policy, exploration

    @property
    def version(self) -> str:
        """Of the policy behind."""
        return self._policy.version

    @property
    def floor(self) -> float:
        """Of the policy behind."""
        return floor_of(self._policy)

    def caution(self, own: Page, neutral: Page, context: Context) -> float:
        """Of the policy behind."""
        return caution(self._policy, own, neutral, context)

    def probabilities(self, standings: NDArray[np.floating], arms: Sequence[Arm], context: Context) -> Numbers:
        """As `mixed`."""
        return mixed(self._policy, self._exploration, standings, arms, context)

    def choose(
        self, standings: NDArray[np.floating], arms: Sequence[Arm], context: Context, count: int, seed: str
    ) -> Choice:
        """Drawn from `probabilities`."""
        return draw(self.probabilities(standings, arms, context), count, seed)

    def learnt(self, standings: NDArray[np.floating], arms: Sequence[Arm], context: Context) -> Numbers:
        """Of the policy behind."""
        return learnt(self._policy, standings, arms, context)

    def learn(self, outcomes: Iterable[Outcome]) -> int:
        """By the policy behind."""
        return self._policy.learn(outcomes)

    def to_bytes(self) -> bytes:
        """Of the policy behind."""
        return self._policy.to_bytes()

    @classmethod
    def from_bytes(cls, state: bytes) -> Self:
        """Not possible: the state says nothing about the setting `exploration`.

        Raises:
            NotImplementedError: always.
        """
        raise NotImplementedError("Served(policy, exploration) is made around a policy.")


def served_policy(name: str, exploration: float) -> Served:
    """The policy `name`, untaught, as the service would serve it.

    Raises:
        SettingError: there is none of that name.
    """
    return Served(make_policy(name), exploration)
