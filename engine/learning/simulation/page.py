"""The whole page of a simulated visit, laid out much as the service does it, and what a visitor gets out of it."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from engine.learning.policy import Numbers
from engine.learning.simulation.ground import Ground

SLOTS = ("main", "next", "next", "common")
# Chance that a slot is looked at, argued: a steep way down, steeper than what the policy supposes before it has seen any.
EXAMINED: Numbers = np.array([1.0, 0.6, 0.45, 0.35])


def fill(ground: Ground, main: int, rows: Sequence[int], values: NDArray[np.floating], slots: int = len(SLOTS)) -> list[int]:
    """Rows of the ground for each slot, the given main item first.

    Args:
        rows, values: what may be shown below and how good it is. Each document once; each topic once as long as there is
            another (the service compares meanings instead, and has a slot for a proof). The last slot is the common block:
            the best of the neutral page that is neither its main item nor this page's.
    """
    first = int(np.argmax(ground.neutral))
    documents = [arm.document for arm in ground.arms]
    taken = {documents[main], documents[first]}
    common = next((int(at) for at in np.argsort(-ground.neutral, kind="stable") if documents[at] not in taken), None)
    page, taken = [main], {documents[main]} | ({documents[common]} if common is not None else set())
    for at in _by_new_topic(ground, main, [rows[i] for i in np.argsort(-values, kind="stable")]):
        if len(page) >= slots - 1:
            break
        if documents[at] not in taken:
            page.append(at)
            taken.add(documents[at])
    return [*page, *([common] if common is not None else [])][:slots]


def worth(rates: Numbers, page: Sequence[int]) -> float:
    """Chance that at least one item of a page is looked at and pleases; rates (n,) of this visitor."""
    return float(1 - np.prod(1 - EXAMINED[: len(page)] * rates[list(page)]))


def _by_new_topic(ground: Ground, main: int, ranked: list[int]) -> list[int]:
    seen = {ground.arms[main].topic}
    fresh: list[int] = []
    others: list[int] = []
    for at in ranked:
        (others if ground.arms[at].topic in seen else fresh).append(at)
        seen.add(ground.arms[at].topic)
    return [*fresh, *others]
