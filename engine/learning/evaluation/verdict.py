"""Off-policy evaluation with an answer that may be "not decidable"."""

from __future__ import annotations

from dataclasses import dataclass

from engine.learning.evaluation.estimators import Estimate, Sample, bootstrap, dr, effective_size, ips, overlap, snips

LEAST_EFFECTIVE, LEAST_OVERLAP = 1000.0, 0.8


@dataclass(frozen=True)
class Evaluation:
    """All estimates of one target on one log; `verdict` is better, worse, no difference or not decidable.

    `left_out` decisions of visitors who are not buying are in none of them.
    """

    decisions: int
    logged: Estimate
    estimates: dict[str, Estimate]
    effective: float
    overlap: float
    verdict: str
    why: str
    left_out: int = 0


def evaluate(sample: Sample) -> Evaluation:
    """Compare what the target would have earned with what was earned.

    The verdict rests on DR where guesses are given, else on SNIPS. Below 1,000 effective decisions or an overlap of
    0.8 it is "not decidable", whatever the intervals say.
    """
    logged = ips(Sample(sample.reward, sample.propensity, sample.propensity))
    estimates = {"ips": ips(sample), "snips": snips(sample), "snips-bootstrap": bootstrap(sample)}
    if sample.guess is not None:
        estimates["dr"] = dr(sample)
    effective, covered = effective_size(sample), overlap(sample)
    verdict, why = _verdict(estimates.get("dr", estimates["snips"]), logged, effective, covered)
    return Evaluation(len(sample.reward), logged, estimates, effective, covered, verdict, why)


def _verdict(target: Estimate, logged: Estimate, effective: float, covered: float) -> tuple[str, str]:
    if effective < LEAST_EFFECTIVE:
        return "not decidable", (f"The log tells as much as {effective:,.0f} decisions of that policy; "
                                 f"{LEAST_EFFECTIVE:,.0f} are needed. Log longer or explore more.")
    if covered < LEAST_OVERLAP:
        return "not decidable", (f"Only {covered:.0%} of what that policy would show was shown often enough; "
                                 f"{LEAST_OVERLAP:.0%} are needed. Explore more, or test it live.")
    if target.low > logged.high:
        return "better", f"Between {target.low:.4f} and {target.high:.4f} a decision, against {logged.value:.4f} earned."
    if target.high < logged.low:
        return "worse", f"Between {target.low:.4f} and {target.high:.4f} a decision, against {logged.value:.4f} earned."
    return "no difference", f"{target.value:.4f} against {logged.value:.4f}; the intervals overlap."
