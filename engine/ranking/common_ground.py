"""What is good for most roles at once and to begin with, whoever is asking: chosen without looking at role or phase."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from engine.ranking.situation import Situation
from engine.retrieval.release import Release

_GIST = 0.05  # a standard deviation of it is worth as much as two of what all roles gain, .026 to .032 in ten libraries
BROCHURE = "handon_brochure"


def worth(release: Release, rows: NDArray[np.int64], lang: str) -> NDArray[np.float64]:
    """(n,) what these passages are worth to everybody: a high mean over roles, evenly spread, near to what the library is about,
    in that language."""
    same = release.langs[rows] == lang
    shared = release.shared_use[rows] + _GIST * release.gist[rows]
    value = shared + 0.2 * same + 0.05 * release.emphasis[release.document_of[rows]]
    return np.asarray(value, dtype=np.float64)


def begin_with(release: Release, rows: NDArray[np.int64], lang: str) -> NDArray[np.float32]:
    """(n,) how good these passages are to begin with: near to what the library is about, and in a language that can be read."""
    return np.asarray(release.gist[rows] - (release.langs[rows] != lang), dtype=np.float32)


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
