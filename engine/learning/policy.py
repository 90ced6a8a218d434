"""The contract of a policy: standings in, an order and its probabilities out; it learns from outcomes."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol, Self

import numpy as np
from numpy.typing import NDArray

Numbers = NDArray[np.float64]
Weighted = tuple[tuple[str, float], ...]


@dataclass(frozen=True, slots=True)
class Arm:
    """A passage that may be shown, by everything that learning is shared over.

    Attributes:
        passage, document: ids in the library. type: of the taxonomy.
        facets, audience, stage: its strongest facets, roles and phases, the strongest first, each with a weight; the
            squares of the weights sum to 1.
        themes: names of the regions its vector lies in; passages that say similar things share regions, so a new
            document is not a blank page.
        neutral: it is what the page of the holdout shows first, so that it can be learnt how that page does.
    """

    passage: str
    document: str = ""
    type: str = ""
    facets: Weighted = ()
    audience: Weighted = ()
    stage: Weighted = ()
    themes: tuple[str, ...] = ()
    neutral: bool = False

    def __hash__(self) -> int:
        return hash(self.passage)  # enough to tell arms apart, and far cheaper than all fields in every request

    @property
    def topic(self) -> str:
        """The strongest facet, "" when it has none."""
        return self.facets[0][0] if self.facets else ""


@dataclass(frozen=True, slots=True)
class Context:
    """Who is asking: role and phase as acted on ("unknown" counts as one of them), kind browse, question or scope."""

    role: str = "unknown"
    phase: str = "unknown"
    kind: str = "browse"


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one shown passage.

    Attributes:
        reward: 0..1, see `engine.learning.rewards`. standing: what `choose` was given for this arm.
        shown: 1 = one display with everything it earned so far; 0 = something earned later by a display that was
            already told, so that a click need not wait for the dwell time that follows.
        propensity: with which the arm was put there. at: when, decides how much is forgotten.
    """

    arm: Arm
    context: Context
    slot: str
    reward: float
    at: datetime
    standing: float = 0.0
    shown: float = 1.0
    propensity: float = 1.0


@dataclass(frozen=True, slots=True)
class Page:
    """Arms in their slots, from the top down, as a visitor would see them; `standings`: of each, in his own ranking."""

    arms: tuple[Arm, ...]
    standings: tuple[float, ...]
    slots: tuple[str, ...]

    @property
    def passages(self) -> tuple[str, ...]:
        """From the top down."""
        return tuple(arm.passage for arm in self.arms)


@dataclass(frozen=True)
class Choice:
    """Positions of the chosen candidates, first slot first.

    Attributes:
        propensities: for each the exact probability with which it was put there given the ones before it.
        distribution: (n,) the probabilities of all candidates for the first slot; with the seed they replay the draw.
    """

    order: list[int]
    propensities: list[float]
    distribution: list[float] = field(default_factory=list)


class Policy(Protocol):
    """Turns standings into a list. All policies have these verbs, in this order.

    Some have more, and whoever asks for it does without where it is missing: `learnt` (`engine.learning.below`), `caution`
    (`engine.learning.caution`), and `floor`, the share of decisions with even chances.
    """

    @property
    def version(self) -> str:
        """name@version, logged with every decision."""
        ...

    def probabilities(self, standings: NDArray[np.floating], arms: Sequence[Arm], context: Context) -> Numbers:
        """(n,) with which probability each candidate is put first; sums to 1.

        Args:
            standings: (n,) how far below the best of this page the ranking sees each, in spreads, so <= 0.
        """
        ...

    def choose(
        self, standings: NDArray[np.floating], arms: Sequence[Arm], context: Context, count: int, seed: str
    ) -> Choice:
        """Choose `count` of the candidates: same seed and same state, same choice."""
        ...

    def learn(self, outcomes: Iterable[Outcome]) -> int:
        """Take in what happened, in any order; returns how many outcomes."""
        ...

    def to_bytes(self) -> bytes:
        """The whole state, at most 1 MB."""
        ...

    @classmethod
    def from_bytes(cls, state: bytes) -> Self:
        """The policy again.

        Raises:
            StoreError: the bytes are damaged or of another version.
        """
        ...


def floor_of(policy: Policy) -> float:
    """Share of decisions that a policy takes with even chances, 0 where it has none."""
    return float(getattr(policy, "floor", 0.0))
