"""What is good for most roles at once, whoever is asking: chosen without looking at role, phase or history."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from engine.ranking.features.curated import emphasis
from engine.retrieval.release import Release


def worth(release: Release, rows: NDArray[np.int64], lang: str) -> NDArray[np.float64]:
    """(n,) what these passages are worth to everybody: the highest mean over roles, evenly spread, in that language."""
    labels = release.labels.roles[rows]
    if not labels.shape[1]:
        return np.zeros(len(rows))
    same = release.langs[rows] == lang
    value = labels.mean(axis=1) - 0.5 * labels.std(axis=1) + 0.2 * same + 0.05 * emphasis(release, rows)
    return np.asarray(value, dtype=np.float64)
