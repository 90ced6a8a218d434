"""Where a library tells what it is about: what to show somebody of whom nothing is known."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

_OPENING = 5  # passages; from there on all are equally far into their document


def gist(
    vectors: NDArray[np.float32], langs: NDArray[np.str_], document_of: NDArray[np.int32],
    means: Mapping[str, NDArray[np.float32]], starters: NDArray[np.floating],
) -> NDArray[np.float32]:
    """(n,) how well each passage tells what the library is about, in standard deviations within its language.

    The more a passage and (twice as much) its whole document are like what the library speaks of on average (the centroid of
    extractive summaries, Radev et al. 2004), the earlier it stands in its document (the lead), and the more its content type is
    one that people begin with.

    Args:
        vectors: (n, dimension) unit vectors. langs: (n,). document_of: (n,), ascending.
        means: mean vector of each language.
        starters: (n,) how often somebody who comes from a search wants documents of the passage's type.
    """
    _, first, number = np.unique(document_of, return_index=True, return_inverse=True)
    early = np.minimum(np.arange(len(document_of)) - first[number], _OPENING)
    found = np.zeros(len(vectors), dtype=np.float32)
    for lang, mean in means.items():
        rows = np.flatnonzero(langs == lang)
        near = vectors[rows] @ mean
        documents = np.bincount(document_of[rows], weights=near) / np.maximum(np.bincount(document_of[rows]), 1)
        value = 0.5 * _even(near) + _even(documents[document_of[rows]]) + _even(starters[rows]) - early[rows]
        found[rows] = _even(value)
    return found


def _even(values: NDArray[np.floating]) -> NDArray[np.floating]:
    """Mean 0 and standard deviation 1; zeros where all are the same."""
    return np.asarray((values - values.mean()) / max(float(values.std()), 1e-6))
