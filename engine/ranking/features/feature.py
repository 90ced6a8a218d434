"""The contract of a ranking feature: a number for every candidate, and one line for people."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from engine.ranking.situation import Slate, Values


@dataclass(frozen=True)
class Feature:
    """`compute` gives shape (n,) over the slate's rows; `reason` one sentence for the candidate at a
    position, "" when this feature has nothing to say about it. A `note` is no praise (a language, say): it is told
    whether or not it lifted the candidate."""

    name: str
    compute: Callable[[Slate], Values]
    reason: Callable[[Slate, int, str], str]
    note: bool = False


def percent(share: float, lang: str) -> str:
    """A share of 0..1 for people, as it is written in that language."""
    return f"{share * 100:.0f}\u00a0%" if lang == "de" else f"{share:.0%}"


def certainty(slate: Slate, group: int, at: int, column: int, lang: str) -> str:
    """How sure a label is, for people: as a share, or that a person gave it.

    Args:
        group: 0 roles, 1 phases, 2 facets, as the columns of `Labels.given`; column: of the label in its group.
    """
    labels, row = slate.situation.release.labels, slate.rows[at]
    if labels.given[row, group]:
        return "laut Redaktion" if lang == "de" else "the editors say"
    return percent(float((labels.roles, labels.phases, labels.facets)[group][row, column]), lang)


def closer_than(values: Values, at: int, lang: str) -> str:
    """How many of the other candidates have a smaller value than the one at a position, in words."""
    below, others = int((values < values[at]).sum()), len(values) - 1
    if below >= others:
        return "alle anderen verglichenen Stellen" if lang == "de" else "all other passages compared"
    share = percent(min(below / others, 0.99), lang)  # rounded up it would be all
    return f"{share} der verglichenen Stellen" if lang == "de" else f"{share} of the passages compared"


def closeness(slate: Slate, vector: NDArray[np.float32] | None) -> Values:
    """(n,) standard deviations by which each candidate is closer to `vector` than the candidates on average, -3..3.

    Zeros without a vector, on the neutral page, and where there is nothing to compare.
    """
    if vector is None or slate.situation.neutral or len(slate.rows) < 2:
        return zeros(slate)
    cosines = slate.situation.release.vectors[slate.rows] @ vector
    return np.asarray(((cosines - cosines.mean()) / max(float(cosines.std()), 1e-3)).clip(-3, 3), dtype=np.float32)


def zeros(slate: Slate) -> Values:
    """A feature that does not apply here."""
    return slate.rows.astype("float32") * 0
