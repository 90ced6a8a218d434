"""What the sources of evidence may look at."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from engine.retrieval.release import Release
from engine.taxonomy import Taxonomy
from engine.understanding.heads import Heads
from engine.visitors.calibration import Calibration
from engine.visitors.models import Clues

Ratios = dict[str, float]


@dataclass(frozen=True)
class Context:
    """One visitor at one moment, the release he sees and the heads; `vectors` by text, unit length."""

    clues: Clues
    release: Release
    heads: Heads
    vectors: Mapping[str, NDArray[np.float32]]
    calibration: Calibration

    @property
    def taxonomy(self) -> Taxonomy:
        """Of the release."""
        return self.release.taxonomy

    def usual_roles(self) -> Ratios:
        """Mean probability of each role over the library's passages."""
        return _means(self.release.labels.roles, list(self.taxonomy.roles))

    def usual_phases(self) -> Ratios:
        """Mean probability of each phase over the library's passages."""
        return _means(self.release.labels.phases, list(self.taxonomy.phases))


def _means(values: NDArray[np.float32], labels: list[str]) -> Ratios:
    if not len(values):
        return dict.fromkeys(labels, 1 / max(1, len(labels)))
    return {label: float(value) for label, value in zip(labels, values.mean(axis=0), strict=True)}
