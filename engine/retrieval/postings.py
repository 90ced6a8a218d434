"""Which term stands in which passage how often, counted in columns: a library is indexed anew at every build."""

from __future__ import annotations

from array import array
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import count

import numpy as np
from numpy.typing import NDArray

from engine.retrieval.analysis import word_terms, words

_MOST_COMPOUND_WORDS = 200_000


@dataclass(frozen=True)
class Counts:
    """How often something (`numbers`) stands in a passage (`rows`): three columns of the same length."""

    rows: NDArray[np.int64]
    numbers: NDArray[np.int64]
    times: NDArray[np.float64]


def count_words(texts: Sequence[str]) -> tuple[list[str], Counts]:
    """The distinct words of all passages, and where each stands; ordered by passage."""
    number: defaultdict[str, int] = defaultdict(count().__next__)
    tokens, lengths = array("q"), []
    for text in texts:
        found = words(text)
        tokens.extend(map(number.__getitem__, found))
        lengths.append(len(found))
    rows = np.repeat(np.arange(len(texts), dtype=np.int64), lengths)
    return list(number), _added_up(rows, np.array(tokens, dtype=np.int64), np.ones(len(rows)), len(number))


def compound_words(distinct: Sequence[str], counts: Counts) -> frozenset[str]:
    """Alphabetic words seen at least twice: what a compound may be made of."""
    total = np.bincount(counts.numbers, weights=counts.times, minlength=len(distinct))
    often = np.argsort(-total, kind="stable")
    fit = [distinct[i] for i in often[: int((total >= 2).sum())] if distinct[i].isalpha() and 4 <= len(distinct[i]) <= 20]
    return frozenset(fit[:_MOST_COMPOUND_WORDS])


def count_terms(
    distinct: Sequence[str], counts: Counts, langs: Sequence[str], vocabulary: frozenset[str]
) -> tuple[dict[str, int], Counts]:
    """(number of each term, where it stands), ordered by term and passage; each word is analysed once a language."""
    known = sorted(set(langs))
    spoken = np.array([known.index(lang) for lang in langs], dtype=np.int64)
    wide = max(len(distinct), 1)
    kinds, at = np.unique(spoken[counts.rows] * wide + counts.numbers, return_inverse=True)
    terms: dict[str, int] = {}
    analysed, sizes = array("q"), []
    for kind in kinds.tolist():
        found = word_terms(distinct[kind % wide], known[kind // wide], vocabulary)
        analysed.extend(terms.setdefault(term, len(terms)) for term in found)
        sizes.append(len(found))
    size = np.array(sizes, dtype=np.int64)
    each = size[at]
    # the terms of an entry's word lie side by side: where they begin, and 0, 1, ... within
    begin = np.repeat((np.cumsum(size) - size)[at], each)
    within = np.arange(len(begin)) - np.repeat(np.cumsum(each) - each, each)
    numbers = np.array(analysed, dtype=np.int64)[begin + within]
    rows, times = np.repeat(counts.rows, each), np.repeat(counts.times, each)
    by_term = _added_up(numbers, rows, times, len(langs))
    return terms, Counts(by_term.numbers, by_term.rows, by_term.times)


def _added_up(
    first: NDArray[np.int64], second: NDArray[np.int64], times: NDArray[np.float64], most: int
) -> Counts:
    """One entry for each distinct pair, ordered by the first and then the second; `most`: how many seconds there are."""
    most = max(most, 1)
    pairs, at = np.unique(first * most + second, return_inverse=True)
    total = np.bincount(at, weights=times, minlength=len(pairs)).astype(np.float64)
    return Counts(pairs // most, pairs % most, total)
