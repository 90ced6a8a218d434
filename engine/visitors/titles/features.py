"""What the classifier sees of a title: words, pairs of words and pieces of words, hashed."""

from __future__ import annotations

import zlib
from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np

from engine.visitors.titles.spelling import words

if TYPE_CHECKING:
    from scipy.sparse import csr_matrix

COLUMNS = 8192
_SHORTEST, _LONGEST = 3, 6


def features(title: str) -> dict[int, float]:
    """Column -> weight, unit length; empty for a title without letters."""
    counts: dict[int, float] = {}
    for piece, weight in _pieces(words(title)):
        column = zlib.crc32(piece.encode()) % COLUMNS
        counts[column] = counts.get(column, 0.0) + weight
    length = float(np.sqrt(sum(value**2 for value in counts.values()))) or 1.0
    return {column: value / length for column, value in counts.items()}


def matrix(titles: Sequence[str]) -> csr_matrix:
    """Features of many titles, (n, COLUMNS)."""
    from scipy.sparse import csr_matrix  # only training needs it

    rows, columns, values = [], [], []
    for row, title in enumerate(titles):
        for column, value in features(title).items():
            rows.append(row)
            columns.append(column)
            values.append(value)
    return csr_matrix((values, (rows, columns)), shape=(len(titles), COLUMNS))


def _pieces(found: list[str]) -> Iterator[tuple[str, float]]:
    """Pieces of words find the parts of German compounds; whole words and pairs keep their order and sense."""
    for word in found:
        yield f"={word}", 1.5
        bounded = f"^{word}$"
        for size in range(_SHORTEST, _LONGEST + 1):
            for start in range(len(bounded) - size + 1):
                yield bounded[start : start + size], 0.5
    for first, second in pairwise(found):
        yield f"{first} {second}", 1.0
    if found:
        yield f"first={found[0]}", 0.7
        yield f"last={found[-1]}", 0.7
