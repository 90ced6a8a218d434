"""Labels from the similarity to a label's own words: the baseline, and the start for an operator's own labels."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from engine.encoding.encoder import Encoder
from engine.taxonomy import Label
from engine.understanding.labels import Probabilities

_SHARPNESS = 60.0


def label_vectors(labels: Sequence[Label], encoder: Encoder, prior: str = "") -> NDArray[np.float32]:
    """One unit vector a label, (n, dimension): the mean of its name, description and example questions."""
    rows = []
    for label in labels:
        texts = label.all_texts() or [label.id.replace("_", " ")]
        mean = encoder.queries(texts).mean(axis=0)
        rows.append(mean / max(float(np.linalg.norm(mean)), 1e-9))
    return np.array(rows, dtype=np.float32).reshape(len(rows), encoder.dimension)


def zero_shot(vectors: NDArray[np.float32], labels: NDArray[np.float32]) -> Probabilities:
    """Softmax of cosines, each label measured against its own mean over these texts.

    Args:
        vectors: (n, dimension); labels: (m, dimension). Without subtracting a label's mean cosine, labels
            with general words win everywhere.
    """
    if not len(vectors) or not len(labels):
        return np.zeros((len(vectors), len(labels)), dtype=np.float32)
    cosines = vectors @ labels.T
    if len(vectors) >= 8:
        cosines = cosines - cosines.mean(axis=0, keepdims=True)
    odds = np.exp(_SHARPNESS * (cosines - cosines.max(axis=1, keepdims=True)))
    return np.asarray(odds / odds.sum(axis=1, keepdims=True), dtype=np.float32)
