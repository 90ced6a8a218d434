"""What the visitor has been reading about."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from engine.retrieval.release import Release
from engine.visitors.fading import left_of
from engine.visitors.models import Clues

_COUNTS = frozenset({"view", "click", "dwell", "download", "share"})


def documents_read(clues: Clues) -> frozenset[str]:
    """Paths of everything opened before now."""
    return frozenset(clue.document for clue in clues.history if clue.document and clue.at <= clues.now)


def interest(clues: Clues, release: Release) -> NDArray[np.float32] | None:
    """Faded mean of the vectors of what was read, (dimension,) of unit length; None if nothing was."""
    half_life = release.taxonomy.phase_rules.get("recency_half_life_days", 21)
    total = np.zeros(release.vectors.shape[1], dtype=np.float64)
    for path in documents_read(clues):
        rows = release.rows_of(path)
        latest = [c.at for c in clues.history if c.document == path and c.type in _COUNTS and c.at <= clues.now]
        if len(rows) and latest:
            total += left_of(max(latest), clues.now, half_life) * release.vectors[rows].mean(axis=0)
    length = float(np.linalg.norm(total))
    return (total / length).astype(np.float32) if length > 1e-6 else None
