"""What is good for most roles at once, whoever is asking: chosen without looking at role or phase."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from engine.ranking.situation import Situation
from engine.retrieval.release import Release

BROCHURE = "handon_brochure"


def worth(release: Release, rows: NDArray[np.int64], lang: str) -> NDArray[np.float64]:
    """(n,) what these passages are worth to everybody: the highest mean over roles, evenly spread, in that language."""
    same = release.langs[rows] == lang
    value = release.shared_use[rows] + 0.2 * same + 0.05 * release.emphasis[release.document_of[rows]]
    return np.asarray(value, dtype=np.float64)


def brochures(situation: Situation, rows: NDArray[np.int64]) -> NDArray[np.bool_]:
    """(n,) passages of what was made to be passed on, in the language of the page."""
    release = situation.release
    return np.asarray((release.by_kind({BROCHURE: 1.0}, rows) > 0) & (release.langs[rows] == situation.lang))


def worth_passing_on(situation: Situation, rows: NDArray[np.int64]) -> NDArray[np.float64]:
    """(n,) what helps to win colleagues over: a brochure about what was read, else what is good for everybody."""
    release, about = situation.release, situation.visitor.interest
    near = release.vectors[rows] @ about if about is not None else np.zeros(len(rows))
    # the closeness of the right product outweighs a few roles more that are served
    return np.asarray(worth(release, rows, situation.lang) + brochures(situation, rows) * (2 + 4 * near), dtype=np.float64)
