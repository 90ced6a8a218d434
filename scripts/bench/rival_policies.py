"""MABWiser and VowpalWabbit behind the verbs of a Lotse policy, with the same features."""

from __future__ import annotations

import zlib
from collections.abc import Iterable, Sequence
from typing import Any, Self

import numpy as np
from numpy.typing import NDArray

from engine.learning.draw import draw
from engine.learning.hierarchy import LEVELS, SCALED, places_of
from engine.learning.policy import Arm, Choice, Context, Numbers, Outcome


class _Rival:
    """What rivals do not need."""

    version = "rival@1"

    def to_bytes(self) -> bytes:
        """Not used here."""
        return b""

    @classmethod
    def from_bytes(cls, state: bytes) -> Self:
        """Not used here."""
        raise NotImplementedError


class VowpalWabbit(_Rival):
    """cb_explore_adf: one shared model over the features of context, candidate and their pairs.

    Args:
        exploration: its options, such as "--squarecb".
    """

    def __init__(self, exploration: str, seed: int) -> None:
        from vowpalwabbit import Workspace

        pairs = " ".join(f"-q {pair}" for pair in ("rf", "ra", "rt", "rd", "rs", "pt", "pg", "ps"))
        self.version = f"vw {exploration}"
        self._vw = Workspace(f"--cb_explore_adf {exploration} {pairs} --quiet --random_seed {seed} -b 18")
        self._last: tuple[list[str], list[float]] = ([], [])

    def probabilities(self, standings: NDArray[np.floating], arms: Sequence[Arm], context: Context) -> Numbers:
        """Its own probabilities."""
        lines = [f"shared |r {context.role} |p {context.phase}", *map(_candidate, arms, standings.tolist())]
        chances = np.array(self._vw.predict(lines), dtype=np.float64)
        self._last = lines, chances.tolist()
        return chances / chances.sum()

    def choose(
        self, standings: NDArray[np.floating], arms: Sequence[Arm], context: Context, count: int, seed: str
    ) -> Choice:
        """Drawn from them."""
        choice = draw(self.probabilities(standings, arms, context), count, seed)
        self._at = choice.order[0]
        return choice

    def learn(self, outcomes: Iterable[Outcome]) -> int:
        """The outcome of the last choice, as cost."""
        lines, chances = self._last
        for outcome in outcomes:
            told = list(lines)
            told[self._at + 1] = f"0:{-outcome.reward}:{chances[self._at]} {told[self._at + 1]}"
            self._vw.learn(told)
        return 1


def _candidate(arm: Arm, standing: float) -> str:
    def weighted(labels: tuple[tuple[str, float], ...]) -> str:
        return " ".join(f"{name}:{weight:.3f}" for name, weight in labels)

    plain = arm.passage.replace(":", "_").replace("|", "_").replace(" ", "_")
    document = arm.document.replace(":", "_").replace(" ", "_")
    return (f"|s standing:{standing:.4f} |f {weighted(arm.facets)} |a {weighted(arm.audience)} "
            f"|g {weighted(arm.stage)} |t {arm.type} |d {document} |x {plain} "
            f"|h {' '.join(f'{n}_{theme}' for n, theme in enumerate(arm.themes))}")


class SharedMabwiser(_Rival):
    """LinUCB or LinTS with one regression for all passages over the hashed features of our own policy.

    Args:
        kind: linucb or lints. width: number of hashed features; its matrices grow with the square.
    """

    def __init__(self, kind: str, strength: float, seed: int, width: int = 128) -> None:
        from mabwiser.mab import MAB, LearningPolicy

        policy = {"linucb": LearningPolicy.LinUCB, "lints": LearningPolicy.LinTS}[kind]
        self.version, self._width = f"mabwiser {kind} shared", width
        self._mab = MAB(arms=["shown"], learning_policy=policy(alpha=strength, l2_lambda=1.0), seed=seed)
        self._mab.fit(["shown"], [0.0], [np.zeros(width)])
        self._rows: Numbers = np.zeros((0, width))

    def probabilities(self, standings: NDArray[np.floating], arms: Sequence[Arm], context: Context) -> Numbers:
        """1 for the candidate with the highest (upper, or sampled) expectation."""
        self._rows = np.stack([self._row(arm, context, x) for arm, x in zip(arms, standings.tolist(), strict=True)])
        told: Any = self._mab.predict_expectations(self._rows)
        values = np.array([row["shown"] for row in told])
        return (np.arange(len(arms)) == values.argmax()).astype(np.float64)

    def choose(
        self, standings: NDArray[np.floating], arms: Sequence[Arm], context: Context, count: int, seed: str
    ) -> Choice:
        """The best."""
        self._at = int(self.probabilities(standings, arms, context).argmax())
        return Choice([self._at], [1.0])

    def learn(self, outcomes: Iterable[Outcome]) -> int:
        """The outcome of the last choice."""
        for outcome in outcomes:
            self._mab.partial_fit(["shown"], [outcome.reward], [self._rows[self._at]])
        return 1

    def _row(self, arm: Arm, context: Context, standing: float) -> Numbers:
        slots, weights = places_of(arm, context)
        row = np.zeros(self._width)
        np.add.at(row, slots % self._width, np.where(SCALED, standing, weights)[: len(LEVELS)])
        return row


class DisjointMabwiser(_Rival):
    """LinUCB or LinTS as usually used: each passage its own regression on role, phase and standing."""

    def __init__(self, kind: str, strength: float, seed: int, roles: Sequence[str], phases: Sequence[str]) -> None:
        from mabwiser.mab import MAB, LearningPolicy

        policy = {"linucb": LearningPolicy.LinUCB, "lints": LearningPolicy.LinTS}[kind]
        self.version = f"mabwiser {kind} per passage"
        self._names = [*(f"r{role}" for role in [*roles, "unknown"]), *(f"p{phase}" for phase in [*phases, "unknown"])]
        self._make = lambda arms: MAB(arms=arms, learning_policy=policy(alpha=strength, l2_lambda=1.0), seed=seed)
        self._mabs: dict[str, Any] = {}

    def probabilities(self, standings: NDArray[np.floating], arms: Sequence[Arm], context: Context) -> Numbers:
        """1 for the best."""
        values = []
        for arm, standing in zip(arms, standings.tolist(), strict=True):
            row = self._row(context, standing)
            if arm.passage not in self._mabs:
                self._mabs[arm.passage] = self._make([arm.passage])
                self._mabs[arm.passage].fit([arm.passage], [0.0], [np.zeros(len(row))])
            values.append(self._mabs[arm.passage].predict_expectations([row])[arm.passage])
        return (np.arange(len(arms)) == int(np.argmax(values))).astype(np.float64)

    def choose(
        self, standings: NDArray[np.floating], arms: Sequence[Arm], context: Context, count: int, seed: str
    ) -> Choice:
        """The best."""
        return Choice([int(self.probabilities(standings, arms, context).argmax())], [1.0])

    def learn(self, outcomes: Iterable[Outcome]) -> int:
        """Into the regression of the shown passage."""
        for outcome in outcomes:
            row = self._row(outcome.context, outcome.standing)
            self._mabs[outcome.arm.passage].partial_fit([outcome.arm.passage], [outcome.reward], [row])
        return 1

    def _row(self, context: Context, standing: float) -> Numbers:
        hot = [float(name in (f"r{context.role}", f"p{context.phase}")) for name in self._names]
        return np.array([1.0, standing, *hot])


def stable_seed(*names: object) -> int:
    """A seed from names."""
    return zlib.crc32(repr(names).encode()) & 0x7FFFFFFF
