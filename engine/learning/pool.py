"""What a policy may choose from: few enough to be fast, wide enough to find out where the ranking is wrong."""

from __future__ import annotations

from collections.abc import Hashable, Sequence

import numpy as np
from numpy.typing import NDArray

MOST = {"browse": 24, "scope": 8, "question": 4}  # an asked question leaves little to try out
_LOOKED_AT = 300


def pool_of(
    scores: NDArray[np.floating], places: Sequence[Hashable], topics: Sequence[str], kind: str,
    taken: frozenset[Hashable] = frozenset(), neutral: int | None = None,
) -> list[int]:
    """Positions of the candidates a policy may choose from, best first.

    Args:
        places: what may be shown once, mostly the document. topics: the facet of each. taken: places already used.
        neutral: position of what the holdout's page shows; always among what may be chosen, so that being no worse than
            that page can be learnt.

    Returns:
        The best candidate of each of the best places; on a page where nothing was asked (`kind` browse) also the best
        candidate of every further topic.
    """
    pool: list[int] = []
    used: set[Hashable] = set(taken)
    covered: set[str] = set()
    for at in np.argsort(-scores, kind="stable")[:_LOOKED_AT].tolist():
        fresh = places[at] not in used and len(pool) < MOST[kind]
        new_topic = kind == "browse" and topics[at] not in covered and places[at] not in taken
        if fresh or new_topic:
            pool.append(at)
            used.add(places[at])
            covered.add(topics[at])
    if neutral is not None and kind == "browse" and neutral not in pool and places[neutral] not in taken:
        pool.append(neutral)
    return pool
