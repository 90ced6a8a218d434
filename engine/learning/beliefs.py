"""A normal belief about the levels of the hierarchy, corrected by each outcome and fading as time goes by."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from engine.learning.hierarchy import DEVIATIONS, JOINT, SCALED, SLOTS, places_of, prior_means
from engine.learning.policy import Arm, Context, Numbers

CORE = 576  # level entries whose beliefs are joint; the matrix of their covariances is most of the state
_FADE_EVERY = 0.1  # days
_MOST_STEP = 3.0  # of one outcome, in prior deviations: one visitor never turns a level around

Floats = NDArray[np.float32]


@dataclass
class Beliefs:
    """Bayesian logistic regression over the levels, one outcome at a time (extended Kalman filter).

    The first 576 entries of the joint levels have a common covariance: when a case study on prices pleases a buyer, it
    stays open at first whether the type, the topic or the role is the reason, and the next outcome decides. The long
    tail (passages, role x document ...) is hashed into a table of independent variances, so the state never grows.

    Attributes:
        entries: (576,) hashed key of each joint entry, -1 = free; prior (576,) its prior variance. mean (576,) and
            covariance (576, 576): of what differs from the prior mean.
        moved, variance: (slots,) of the table; a variance of 0 marks an entry nothing was learnt about yet.
        day: up to which everything has faded, in days from 1970. half_life: in days.
        told: by role, how many rewards its displays were expected to earn, on pages where nothing was asked; fades, too.
    """

    entries: NDArray[np.int32]
    prior: Floats
    mean: Floats
    covariance: Floats
    moved: Floats
    variance: Floats
    day: float = 0.0
    half_life: float = 90.0
    told: dict[str, float] = field(default_factory=dict)
    used: int = 0
    _entry_of: NDArray[np.int32] = field(default_factory=lambda: np.full(SLOTS, -1, dtype=np.int32), repr=False)

    def __post_init__(self) -> None:
        self.used = int((self.entries >= 0).sum())
        self._entry_of[self.entries[: self.used]] = np.arange(self.used, dtype=np.int32)

    @classmethod
    def empty(cls, half_life: float = 90.0) -> Beliefs:
        """Nothing learnt: the priors."""
        core, table = np.zeros(CORE, dtype=np.float32), np.zeros(SLOTS, dtype=np.float32)
        return cls(np.full(CORE, -1, dtype=np.int32), core, core.copy(), np.zeros((CORE, CORE), dtype=np.float32), table,
                   table.copy(), half_life=half_life)

    def utilities(self, standings: NDArray[np.floating], arms: list[Arm], context: Context) -> tuple[Numbers, Numbers]:
        """Mean (n,) and covariance (n, n) of the arms' log-odds; what arms share moves them together."""
        slots, inputs, entries = self._levels(standings, arms, context)
        joint = entries >= 0
        mean = ((self._moved(slots, entries) + prior_means(context.kind)) * inputs).sum(axis=1)
        deviation = np.sqrt(np.where(joint, 0.0, self._variances(slots)))
        alone, _ = _spread(np.where(joint, -1, slots), inputs * deviation, SLOTS)
        together, shared = _spread(entries, inputs, CORE)
        block = self.covariance[np.ix_(shared, shared)].astype(np.float64)
        return mean, alone @ alone.T + together @ block @ together.T

    def shift(self, standings: NDArray[np.floating], arms: list[Arm], context: Context) -> Numbers:
        """(n,) how far outcomes moved the mean of each arm's log-odds from the prior."""
        slots, inputs, entries = self._levels(standings, arms, context)
        return (self._moved(slots, entries) * inputs).sum(axis=1)  # type: ignore[no-any-return]

    def _levels(
        self, standings: NDArray[np.floating], arms: list[Arm], context: Context
    ) -> tuple[NDArray[np.int32], Numbers, NDArray[np.int32]]:
        """(n, levels) each: places in the table, inputs, and joint entries (-1 = none)."""
        places = [places_of(arm, context) for arm in arms]
        slots = np.stack([slots for slots, _ in places])
        inputs = _inputs(np.stack([weights for _, weights in places]), np.asarray(standings, dtype=np.float64))
        return slots, inputs, np.where(JOINT, self._entry_of[slots], -1)

    def correct(
        self, arm: Arm, context: Context, standing: float, reward: float, shown: float, examined: float, day: float
    ) -> float:
        """One outcome.

        Args:
            reward: 0..1; shown: 1 for a display, 0 for a later reward of one. examined: chance that it was looked at.

        Returns:
            The reward that was expected of the display, before the correction and without the position.
        """
        self.fade_to(day)
        slots, weights = places_of(arm, context)
        inputs = _inputs(weights[None, :], np.array([standing]))[0]
        entries = self._allocated(slots, inputs)
        utility = float(((self._moved(slots, entries) + prior_means(context.kind)) * inputs).sum())
        rate = 1 / (1 + np.exp(-np.clip(utility, -12, 12)))
        seen = examined * rate
        if context.kind == "browse":
            self.told[context.role] = self.told.get(context.role, 0.0) + shown * float(seen)
        # derivative of the log-likelihood of y ~ Bernoulli(examined x rate), and its expected curvature
        slope = (1 - rate) * (reward - shown * seen) / max(1 - seen, 1e-6)
        curvature = shown * seen * (1 - rate) ** 2 / max(1 - seen, 1e-6)
        self._step(slots, entries, inputs, slope, curvature)
        return float(rate)

    def fade_to(self, day: float) -> None:
        """Let what was learnt drift back towards the priors; earlier days change nothing."""
        if not self.day:
            self.day = day
        passed = day - self.day
        if passed < _FADE_EVERY:
            return
        kept = np.float32(np.exp2(-passed / self.half_life))
        n = self.used
        self.mean[:n] *= kept
        self.covariance[:n, :n] *= kept
        self.covariance[np.arange(n), np.arange(n)] += (1 - kept) * self.prior[:n]
        known = np.flatnonzero(self.variance)
        self.moved[known] *= kept
        widest = float((DEVIATIONS**2).max())
        self.variance[known] = np.minimum(self.variance[known] / max(float(kept), 1e-3), widest)
        self.told = {role: float(kept) * count for role, count in self.told.items()}
        self.day = day

    def _step(
        self, slots: NDArray[np.int32], entries: NDArray[np.int32], inputs: Numbers, slope: float, curvature: float
    ) -> None:
        joint = entries >= 0
        n, at, x = self.used, entries[joint], inputs[joint].astype(np.float32)
        gain = self.covariance[:n, at] @ x
        alone = np.flatnonzero(~joint & (inputs != 0))
        table = slots[alone]
        spread = self._variances(slots)[alone]
        gain_alone = spread * inputs[alone]
        total = 1 + curvature * (float(gain[at] @ x) + float(gain_alone @ inputs[alone]))
        limit = _MOST_STEP * np.sqrt(self.prior[:n])
        self.mean[:n] += np.clip(gain * np.float32(slope / total), -limit, limit)
        self.covariance[:n, :n] -= np.outer(gain, gain * np.float32(curvature / total))
        diagonal = np.einsum("ii->i", self.covariance)
        np.maximum(diagonal[:n], 1e-6, out=diagonal[:n])
        self.moved[table] += (gain_alone * slope / total).astype(np.float32)
        self.variance[table] = np.maximum(spread - curvature * gain_alone**2 / total, 1e-6)

    def _allocated(self, slots: NDArray[np.int32], inputs: Numbers) -> NDArray[np.int32]:
        """The joint entry of each level, -1 for the table; new keys get a free entry while there is one."""
        for level in np.flatnonzero(JOINT & (inputs != 0) & (self._entry_of[slots] < 0)):
            if self.used < CORE and self._entry_of[slots[level]] < 0:
                n, prior = self.used, DEVIATIONS[level] ** 2
                self.entries[n], self.prior[n], self.covariance[n, n] = slots[level], prior, prior
                self._entry_of[slots[level]] = n
                self.used += 1
        return np.where(JOINT & (inputs != 0), self._entry_of[slots], -1).astype(np.int32)

    def _moved(self, slots: NDArray[np.int32], entries: NDArray[np.int32]) -> Numbers:
        return np.where(entries >= 0, self.mean[entries], self.moved[slots])

    def _variances(self, slots: NDArray[np.int32]) -> Numbers:
        found = self.variance[slots].astype(np.float64)
        return np.where(found > 0, found, DEVIATIONS**2)


def _spread(keys: NDArray[np.int32], values: Numbers, size: int) -> tuple[Numbers, NDArray[np.int64]]:
    """(n, m) sums of values by row and key, and the (m,) keys in use, of 0..size - 1; -1 is no key."""
    seen = np.zeros(size + 1, dtype=bool)
    seen[keys] = True
    seen[-1] = False
    shared = np.flatnonzero(seen)
    column = np.full(size + 1, len(shared))
    column[shared] = np.arange(len(shared))
    n, width = len(keys), len(shared) + 1
    flat = column[keys] + width * np.arange(n)[:, None]
    sums = np.bincount(flat.ravel(), values.ravel(), n * width).astype(np.float64)
    return sums.reshape(n, width)[:, :-1], shared.astype(np.int64)


def _inputs(weights: Numbers, standings: Numbers) -> Numbers:
    """(n, levels): the weight of each level, or the standing where a level is scaled by it."""
    return np.where(SCALED, np.clip(standings, -4.0, 0.0)[:, None], weights)
