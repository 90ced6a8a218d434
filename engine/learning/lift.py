"""Lift of one pre-named figure over the holdout, by who was assigned (intention to treat), valid at every look."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy import special  # scipy.stats costs a second at every start

from engine.errors import InvalidInput
from engine.learning.policy import Numbers

ALPHA, POWER = 0.05, 0.8
_SRM_ALARM = 0.001
_TUNED_FOR = 5000.0  # units at which the sequential interval is tightest; it is valid at every number


@dataclass(frozen=True)
class Side:
    """One side: number of units (visitors or accounts) assigned and exposed, mean of the figure, variance over units."""

    n: int
    mean: float
    variance: float

    @classmethod
    def of_rate(cls, hits: int, n: int) -> Side:
        """A yes/no figure: `hits` of `n` units.

        Raises:
            InvalidInput: impossible counts.
        """
        if n < 0 or not 0 <= hits <= n:
            raise InvalidInput(f"{hits} of {n} units is impossible.", where="lift", fix="Count each unit once.")
        rate = hits / n if n else 0.0
        return cls(n, rate, rate * (1 - rate))

    @property
    def doubted(self) -> float:
        """The variance, but never less than one more unit could make it: ten of ten are no proof of always.

        For a rate this is what (n + 1) of (n + 2) would give, so it only binds where no unit differs from the others.
        """
        return max(self.variance, self.mean**2 * (self.n + 1) / (self.n + 2) ** 2)

    @classmethod
    def of_values(cls, values: Numbers) -> Side:
        """A figure that is a number for each unit."""
        return cls(len(values), float(np.mean(values)), float(np.var(values, ddof=1)))


@dataclass(frozen=True)
class Lift:
    """A comparison of treatment and control.

    Attributes:
        difference: treatment minus control; `low`..`high` its interval valid at every look, `fixed` the narrower one
            for a single look planned in advance. relative: difference / control mean, None when that is 0.
        p: always-valid p-value. detectable: smallest relative effect (0.1 = 10 %) that so many units find with 80 %
            power, None without a base. needed: units a side for the effect that was named as mattering.
        srm_p: chance of so uneven a split by luck.
        verdict: higher, lower, no effect seen, too early, or broken.
    """

    kpi: str
    treatment: Side
    control: Side
    difference: float
    low: float
    high: float
    fixed: tuple[float, float]
    relative: float | None
    p: float
    detectable: float | None
    needed: int | None
    srm_p: float
    verdict: str


def compare(
    kpi: str, treatment: Side, control: Side, *, share: float = 0.9, smallest: float = 0.1, alpha: float = ALPHA
) -> Lift:
    """Compare two arms of units as they were assigned, whatever they did then.

    The smallest detectable effect comes first: while it is above `smallest`, the relative effect that was named as
    mattering, the verdict is "too early", and no figure on the page says otherwise. A split that chance hardly makes
    (chi-square, p < 0.001) is "broken": something loses units on one side, so no comparison holds.

    Args:
        share: intended share of units in the treatment, 0.9 with a holdout of 10 %.
    """
    difference, error = treatment.mean - control.mean, standard_error(treatment, control)
    half = sequential_half_width(error, treatment.n + control.n, alpha)
    fixed = fixed_half_width(treatment, control, alpha)
    seen = detectable(treatment, control, alpha)
    srm = sample_ratio_p(treatment.n, control.n, share)
    low, high = difference - half, difference + half
    return Lift(
        kpi, treatment, control, difference, low, high, (difference - fixed, difference + fixed),
        difference / control.mean if control.mean else None, sequential_p(difference, error, treatment.n + control.n),
        seen, needed_units(control, smallest, share, alpha), srm,
        "broken" if srm < _SRM_ALARM else "too early" if seen is None or seen > smallest
        else "higher" if low > 0 else "lower" if high < 0 else "no effect seen",
    )


def standard_error(treatment: Side, control: Side) -> float:
    """Of the difference of means, unequal variances."""
    if not (treatment.n and control.n):
        return float("inf")
    return float(np.sqrt(treatment.doubted / treatment.n + control.doubted / control.n))


def fixed_half_width(treatment: Side, control: Side, alpha: float = ALPHA) -> float:
    """Half the (1 - alpha) interval of Welch's t-test, for one look planned in advance."""
    parts = [(a.doubted / a.n, a.n - 1) for a in (treatment, control) if a.n > 1]
    error = standard_error(treatment, control)
    if len(parts) < 2 or not 0 < error < float("inf"):
        return float("inf")
    freedom = error**4 / sum(v**2 / n for v, n in parts)
    return float(special.stdtrit(freedom, 1 - alpha / 2) * error)


def sequential_half_width(error: float, n: int, alpha: float = ALPHA) -> float:
    """Half the (1 - alpha) confidence sequence: covers the truth at all looks at once (Waudby-Smith et al. 2021, eq. 9)."""
    if not 0 < error < float("inf"):
        return float("inf")
    grown = n * _rho2(alpha) + 1
    return float(error * np.sqrt(n * 2 * grown * np.log(np.sqrt(grown) / alpha) / (n**2 * _rho2(alpha))))


def sequential_p(difference: float, error: float, n: int, alpha: float = ALPHA) -> float:
    """Always-valid p-value: may be looked at whenever one likes."""
    if not 0 < error < float("inf"):
        return 1.0
    grown = n * _rho2(alpha) + 1
    log_e = _rho2(alpha) * n * (difference / error) ** 2 / (2 * grown) - 0.5 * np.log(grown)
    return float(min(1.0, np.exp(-log_e)))


def detectable(treatment: Side, control: Side, alpha: float = ALPHA) -> float | None:
    """Relative effect that so many units find with 80 % power, None while the control has earned nothing."""
    if control.mean <= 0 or not (treatment.n and control.n):
        return None
    factor = special.ndtri(1 - alpha / 2) + special.ndtri(POWER)
    return float(factor * np.sqrt(control.doubted * (1 / treatment.n + 1 / control.n)) / control.mean)


def needed_units(control: Side, smallest: float, share: float, alpha: float = ALPHA) -> int | None:
    """Units in both arms together until a relative effect of `smallest` is found with 80 % power."""
    if control.mean <= 0 or not 0 < share < 1:
        return None
    factor = special.ndtri(1 - alpha / 2) + special.ndtri(POWER)
    effect = smallest * control.mean
    return int(np.ceil(factor**2 * control.doubted * (1 / share + 1 / (1 - share)) / effect**2))


def sample_ratio_p(treatment: int, control: int, share: float) -> float:
    """p-value of the chi-square test that units were dealt `share` to 1 - `share`."""
    total = treatment + control
    if not total or not 0 < share < 1:
        return 1.0
    expected = np.array([share, 1 - share]) * total
    squares = float(((np.array([treatment, control]) - expected) ** 2 / expected).sum())
    return float(special.chdtrc(1, squares))


def _rho2(alpha: float) -> float:
    return float((-2 * np.log(alpha) + np.log(-2 * np.log(alpha) + 1)) / _TUNED_FOR)
