"""A normal belief about every level of the hierarchy, corrected by each outcome and fading when nothing comes."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from engine.learning.hierarchy import DEVIATIONS, SCALED, SLOTS, places_of, prior_means
from engine.learning.policy import Arm, Context, Numbers

_MOST_STEP = 2.0  # of one outcome, in prior deviations: one visitor never turns a level around


@dataclass
class Beliefs:
    """Means and variances of log-odds, hashed; a variance of 0 marks a slot that nothing was learnt about yet.

    Attributes:
        moved: (slots,) mean minus prior mean. variance: (slots,). touched: (slots,) day of the last outcome, counted
            from 1970. day: the latest day seen; what is untouched since fades against it.
        half_life: days after which half of what was learnt about a slot is forgotten.
    """

    moved: NDArray[np.float32]
    variance: NDArray[np.float32]
    touched: NDArray[np.float32]
    day: float = 0.0
    half_life: float = 90.0

    @classmethod
    def empty(cls, half_life: float = 90.0) -> Beliefs:
        """Nothing learnt: the priors."""
        return cls(*(np.zeros(SLOTS, dtype=np.float32) for _ in range(3)), half_life=half_life)

    def current(self, slots: NDArray[np.int32]) -> tuple[Numbers, Numbers]:
        """(..., levels) moved means and variances as of `day`; what is old has drifted back towards the prior."""
        prior = DEVIATIONS**2
        variance = self.variance[slots].astype(np.float64)
        kept = np.exp2(-np.maximum(self.day - self.touched[slots], 0.0) / self.half_life)
        known = variance > 0
        return (np.where(known, self.moved[slots] * kept, 0.0),
                np.where(known, prior + (variance - prior) * kept, prior))

    def utilities(
        self, standings: NDArray[np.floating], arms: list[Arm], context: Context
    ) -> tuple[Numbers, Numbers]:
        """Mean (n,) and covariance (n, n) of the arms' log-odds; what arms share moves them together."""
        places = [places_of(arm, context) for arm in arms]
        slots = np.stack([slots for slots, _ in places])
        inputs = _inputs(np.stack([weights for _, weights in places]), np.asarray(standings, dtype=np.float64))
        moved, variance = self.current(slots)
        mean = ((moved + prior_means(context.kind)) * inputs).sum(axis=1)
        shared, where = np.unique(slots, return_inverse=True)
        spread = np.zeros((len(arms), len(shared)))
        rows = np.repeat(np.arange(len(arms)), slots.shape[1])
        spread[rows, where.ravel()] = (inputs * np.sqrt(variance)).ravel()
        return mean, spread @ spread.T

    def correct(
        self, arm: Arm, context: Context, standing: float, reward: float, shown: float, examined: float, day: float
    ) -> float:
        """One outcome (assumed-density filtering of a logistic model, diagonal after each step).

        Args:
            reward: 0..1; shown: 1 for a display, 0 for a later reward of one. examined: chance that it was looked at.

        Returns:
            The reward that was expected of the display, before the correction and without the position.
        """
        self.day = max(self.day, day)
        slots, weights = places_of(arm, context)
        inputs = _inputs(weights[None, :], np.array([standing]))[0]
        moved, variance = self.current(slots)
        utility = float(((moved + prior_means(context.kind)) * inputs).sum())
        rate = 1 / (1 + np.exp(-np.clip(utility, -12, 12)))
        seen = examined * rate
        # derivative of the log-likelihood of y ~ Bernoulli(examined x rate) and its expected curvature
        slope = (1 - rate) * (reward - shown * seen) / max(1 - seen, 1e-6)
        curvature = shown * seen * (1 - rate) ** 2 / max(1 - seen, 1e-6)
        gain = variance * inputs
        total = 1 + curvature * float((gain * inputs).sum())
        limit = _MOST_STEP * DEVIATIONS
        self.moved[slots] = moved + np.clip(gain * slope / total, -limit, limit)
        self.variance[slots] = np.maximum(variance - curvature * gain**2 / total, 1e-6)
        self.touched[slots] = self.day
        return rate


def _inputs(weights: Numbers, standings: Numbers) -> Numbers:
    """(n, levels): the weight of each level, or the standing where a level is scaled by it."""
    return np.where(SCALED, np.clip(standings, -4.0, 0.0)[:, None], weights)
