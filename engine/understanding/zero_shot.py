"""Labels from the similarity to a label's own words: the baseline, and the start for an operator's own labels."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from engine.encoding.encoder import Encoder
from engine.taxonomy import Label
from engine.understanding.labels import Probabilities

# By log-loss over three libraries with labels of their own (scripts/bench/taxonomies.py). A question is short: at the
# passages' sharpness it promises more than it keeps.
OF_PASSAGES, OF_QUESTIONS = 40.0, 20.0
_FEWEST = 8  # texts whose mean says what is usual


def label_vectors(labels: Sequence[Label], encoder: Encoder) -> NDArray[np.float32]:
    """One unit vector a label, (n, dimension): the mean of its name, description and example questions."""
    rows = []
    for label in labels:
        texts = label.all_texts() or [label.id.replace("_", " ")]
        mean = encoder.queries(texts).mean(axis=0)
        rows.append(mean / max(float(np.linalg.norm(mean)), 1e-9))
    return np.array(rows, dtype=np.float32).reshape(len(rows), encoder.dimension)


def zero_shot(vectors: NDArray[np.float32], labels: NDArray[np.float32]) -> Probabilities:
    """Probabilities of passages or documents, (n, m): softmax of cosines, each label against its mean over these texts.

    Args:
        vectors: (n, dimension); labels: (m, dimension). Without subtracting what is usual for a label, labels with
            general words win everywhere. Of few texts nothing is usual: then see `zero_shot_questions`.
    """
    if len(vectors) < _FEWEST:
        return _shares(vectors @ labels.T - _usual(labels), OF_PASSAGES)
    cosines = vectors @ labels.T
    return _shares(cosines - cosines.mean(axis=0, keepdims=True), OF_PASSAGES)


def zero_shot_questions(vectors: NDArray[np.float32], labels: NDArray[np.float32]) -> Probabilities:
    """Probabilities of questions, (n, m): each label against what it has in common with all labels.

    A question comes alone, and what is believed of it must not depend on what else is asked.
    """
    return _shares(vectors @ labels.T - _usual(labels), OF_QUESTIONS)


def _usual(labels: NDArray[np.float32]) -> NDArray[np.float32]:
    """(m,) cosine of each label with the mean of all of them."""
    return np.asarray(labels @ labels.mean(axis=0) if len(labels) else np.zeros(0), dtype=np.float32)


def _shares(cosines: NDArray[np.float32], sharpness: float) -> Probabilities:
    if not cosines.size:
        return np.zeros(cosines.shape, dtype=np.float32)
    odds = np.exp(sharpness * (cosines - cosines.max(axis=1, keepdims=True)))
    return np.asarray(odds / odds.sum(axis=1, keepdims=True), dtype=np.float32)
