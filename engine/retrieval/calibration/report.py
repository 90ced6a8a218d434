"""What a calibration is worth: `none` as precision and recall, and whether probabilities are true."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from engine.retrieval.calibration.fit import weigh
from engine.retrieval.calibration.samples import Sample

Numbers = NDArray[np.float64]


def none_scores(samples: Sequence[Sample], probability: Numbers, threshold: float) -> tuple[float, float, float]:
    """(precision, recall of `none`, share of answerable questions refused), weighted like the fit."""
    each, said = weigh(samples), probability < threshold
    empty = np.array([not s.answerable for s in samples])
    right = float(each[said & empty].sum())
    return (right / max(float(each[said].sum()), 1e-9), right / max(float(each[empty].sum()), 1e-9),
            float(each[said & ~empty].sum() / max(float(each[~empty].sum()), 1e-9)))


def choose_threshold(samples: Sequence[Sample], probability: Numbers, most_refused: float) -> float:
    """The highest threshold that refuses at most that share of the answerable questions."""
    each = weigh(samples)
    answerable = np.array([s.answerable for s in samples])
    order = np.argsort(probability[answerable])
    refused = np.cumsum(each[answerable][order]) / each[answerable].sum()
    at = int(np.searchsorted(refused, most_refused))
    return float(probability[answerable][order][min(at, len(order) - 1)])


def curve(samples: Sequence[Sample], probability: Numbers) -> str:
    """Markdown: what each share of refused answerable questions buys."""
    lines = ["| threshold | refused though answerable | precision of none | recall of none |", "|---|---|---|---|"]
    for most in (0.02, 0.05, 0.08, 0.1, 0.15, 0.2, 0.3):
        threshold = choose_threshold(samples, probability, most)
        precision, recall, refused = none_scores(samples, probability, threshold)
        lines.append(f"| {threshold:.3f} | {refused:.3f} | {precision:.3f} | {recall:.3f} |")
    return "\n".join(lines)


def kinds(samples: Sequence[Sample], probability: Numbers, threshold: float) -> str:
    """Markdown: how each kind of question fares."""
    lines = ["| kind | questions | said none | first hit is the answer |", "|---|---|---|---|"]
    for group, name in sorted({("xquad" if s.group == "xquad" else "corpus", s.kind) for s in samples}):
        inside = [i for i, s in enumerate(samples) if (s.group == "xquad") == (group == "xquad") and s.kind == name]
        first = np.mean([samples[i].right[0] for i in inside])
        lines.append(f"| {group}, {name} | {len(inside)} | {np.mean(probability[inside] < threshold):.3f} | "
                     f"{first:.3f} |")
    return "\n".join(lines)


def reliability(probability: Numbers, right: NDArray[np.bool_], each: Numbers) -> tuple[str, float]:
    """Markdown of stated against true probability in ten steps, and the expected calibration error."""
    lines, error = ["| stated | true | share |", "|---|---|---|"], 0.0
    for low in np.linspace(0, 0.9, 10):
        inside = (probability >= low) & (probability < low + 0.1 + (low > 0.85))
        weight = float(each[inside].sum())
        if weight > 0:
            stated = float(np.average(probability[inside], weights=each[inside]))
            true = float(np.average(right[inside], weights=each[inside]))
            error += abs(stated - true) * weight / float(each.sum())
            lines.append(f"| {stated:.2f} | {true:.2f} | {weight / float(each.sum()):.3f} |")
    return "\n".join(lines), error


def area(probability: Numbers, answerable: NDArray[np.bool_], each: Numbers) -> float:
    """Area under the ROC curve: chance that an answerable question gets the higher probability."""
    order = np.argsort(-probability, kind="stable")
    good, bad = each[order] * answerable[order], each[order] * ~answerable[order]
    return float((np.cumsum(good) * bad).sum() / max(good.sum() * bad.sum(), 1e-9))
