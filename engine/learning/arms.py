"""Passages of a release as arms: which labels, and which region of meaning, learning shares them over."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from engine.learning.hierarchy import AUDIENCE, FACETS, STAGE, THEMES
from engine.learning.policy import Arm, Numbers, Weighted
from engine.retrieval.release import Release

MOST_CANDIDATES = 50  # a decision's record keeps the scores of the best 50, so standings can be computed from it again
DIGITS = 4  # of standings in the log
_BITS = 3
_MOST_RELEASES = 3
_known: OrderedDict[str, tuple[tuple[Arm, ...], NDArray[np.object_]]] = OrderedDict()


def arms_of(release: Release) -> tuple[Arm, ...]:
    """One arm for each row of the release; made once a release."""
    return _made(release)[0]


def topics_of(release: Release) -> NDArray[np.object_]:
    """(n,) the topic of each of these arms, for whoever needs hundreds of them."""
    return _made(release)[1]


def _made(release: Release) -> tuple[tuple[Arm, ...], NDArray[np.object_]]:
    made = _known.get(release.id)
    if made is None:
        arms = _arms(release)
        made = _known[release.id] = (arms, np.array([arm.topic for arm in arms], dtype=object))
        while len(_known) > _MOST_RELEASES:
            _known.popitem(last=False)
    return made


def _arms(release: Release) -> tuple[Arm, ...]:
    taxonomy, labels = release.taxonomy, release.labels
    themes = themes_of(_centred(release))
    return tuple(
        Arm(
            passage=passage.id, document=release.documents[release.document_of[row]].path,
            type=release.types[release.document_of[row]].id,
            facets=strongest(list(taxonomy.facets), labels.facets[row], FACETS),
            audience=strongest(list(taxonomy.roles), labels.roles[row], AUDIENCE),
            stage=strongest(list(taxonomy.phases), labels.phases[row], STAGE), themes=themes[row],
        )
        for row, passage in enumerate(release.passages)
    )

def themes_of(vectors: NDArray[np.floating]) -> list[tuple[str, ...]]:
    """Regions of (n, d) centred vectors: for each of a few fixed sets of random planes, the sides it lies on.

    Vectors with a cosine of 0.9 share a region with probability 0.63 each, unrelated ones with 0.12 (Charikar 2002).
    """
    planes = np.random.default_rng([20261121, vectors.shape[1]]).standard_normal((vectors.shape[1], THEMES * _BITS))
    sides = (vectors @ planes > 0).reshape(len(vectors), THEMES, _BITS) @ (1 << np.arange(_BITS))
    return [tuple(str(region) for region in row) for row in sides]


def standings_of(scores: NDArray[np.floating] | Sequence[float], field: NDArray[np.floating] | None = None) -> Numbers:
    """(n,) how far below the best each score is, in standard deviations of the best 50 of `field` (default: `scores`)."""
    values = np.asarray(scores, dtype=np.float64)
    best = _best(values if field is None else field)
    return np.minimum((values - best[-1]) / _spread(best), 0.0)  # type: ignore[no-any-return]


def spread_of(scores: NDArray[np.floating]) -> float:
    """What one standing is worth, in scores: the standard deviation of the best 50."""
    return _spread(_best(scores))


def _best(scores: NDArray[np.floating] | Sequence[float]) -> Numbers:
    return np.sort(np.asarray(scores, dtype=np.float64))[-MOST_CANDIDATES:]


def _spread(best: Numbers) -> float:
    return max(float(best.std()), 1e-3)


def strongest(names: list[str], row: NDArray[np.floating], count: int) -> Weighted:
    """The `count` strongest labels of one passage, the strongest first; the squares of their weights sum to 1."""
    best = [int(i) for i in np.argsort(-row, kind="stable")[:count] if row[i] > 0]
    norm = float(np.linalg.norm(row[best])) if best else 1.0
    return tuple((names[i], float(row[i]) / norm) for i in best)


def _centred(release: Release) -> NDArray[np.float32]:
    means = np.stack([release.centred(passage.lang) for passage in release.passages]) if release.passages else 0.0
    return (release.vectors - means).astype(np.float32)
