"""The pull of a question towards passages of its own language, and how it is taken out."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

_FIRM = 6  # passages after which a language's own mean counts as much as the mean of the whole library
_MAIN = 0.95


def language_means(langs: Sequence[str], vectors: NDArray[np.float32]) -> dict[str, NDArray[np.float32]]:
    """Mean passage vector of each language, (dimension,), drawn towards the common mean where there are few.

    All vectors of one encoder share a large common part. A language without a mean would keep it and win
    every comparison, so even a single passage gets one.
    """
    if not len(vectors):
        return {}
    names, common = np.array(langs), vectors.mean(axis=0)
    means = {}
    for lang in sorted(set(langs)):
        own = vectors[names == lang]
        means[lang] = ((own.sum(axis=0) + _FIRM * common) / (len(own) + _FIRM)).astype(np.float32)
    return means


def one_language(langs: Sequence[str]) -> bool:
    """Whether a library is as good as monolingual: words then deserve more weight."""
    most = max((langs.count(lang) for lang in set(langs)), default=0)
    return most >= _MAIN * len(langs)
