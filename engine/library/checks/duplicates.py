"""Equal and nearly equal documents of one language, by MinHash over runs of five words (Broder 1997)."""

from __future__ import annotations

import re
import zlib
from collections import defaultdict
from collections.abc import Iterator
from datetime import date
from itertools import combinations

import numpy as np
from numpy.typing import NDArray

from engine.library.findings import Finding
from engine.library.models import Document
from engine.library.read import Library

RUN = 5
BANDS, ROWS = 16, 4  # 64 hashes; pairs of similarity 0.8 share a band with probability 0.9998
NEAR = 0.8
MIN_WORDS = 30
_WORD = re.compile(r"\w+")
_PRIME = np.uint64((1 << 31) - 1)
_FACTORS = np.random.default_rng(20261121).integers(1, (1 << 31) - 2, size=(2, BANDS * ROWS), dtype=np.uint64)


def check(library: Library, today: date) -> Iterator[Finding]:
    """Warn once for every document that repeats an earlier one; variants are meant to be alike."""
    documents = [d for d in library.documents if sum(len(p.text) for p in d.passages) > 100]
    shingles = {d.path: _shingles(d) for d in documents}
    told: set[str] = set()
    for one, other in _candidates(documents, shingles):
        if {one.path, other.path} & told or one.lang != other.lang or _are_variants(one, other):
            continue
        similarity = _jaccard(shingles[one.path], shingles[other.path])
        if similarity < NEAR:
            continue
        told.add(other.path)
        exact = [p.text for p in one.passages] == [p.text for p in other.passages]
        yield Finding(
            "warning",
            other.path,
            None,
            "duplicate" if exact else "near-duplicate",
            f"Same text as {one.path}." if exact else f"{similarity:.0%} the same as {one.path}.",
            "Remove one, or mark it as variant_of the other.",
        )


def _are_variants(one: Document, other: Document) -> bool:
    groups = {one.variant_of or one.path, one.variant_of or one.id} & {
        other.variant_of or other.path,
        other.variant_of or other.id,
    }
    return bool(groups) and bool(one.variant_of or other.variant_of)


def _shingles(document: Document) -> NDArray[np.uint64]:
    """The distinct hashes of all runs of five words, sorted."""
    words = _WORD.findall(" ".join(passage.text for passage in document.passages).lower())
    runs = (" ".join(words[i : i + RUN]) for i in range(max(1, len(words) - RUN + 1)))
    return np.unique(np.fromiter((zlib.crc32(run.encode()) for run in runs), dtype=np.uint64))


def _signature(shingles: NDArray[np.uint64]) -> NDArray[np.uint64]:
    """64 minima, shape (64,), taken in slices so that long documents need little memory."""
    best = np.full(BANDS * ROWS, _PRIME, dtype=np.uint64)
    for start in range(0, len(shingles), 4096):
        piece = shingles[start : start + 4096, None] % _PRIME
        best = np.minimum(best, ((piece * _FACTORS[0] + _FACTORS[1]) % _PRIME).min(axis=0))
    return best


def _candidates(
    documents: list[Document], shingles: dict[str, NDArray[np.uint64]]
) -> Iterator[tuple[Document, Document]]:
    """Pairs that share a band, each once, in order of path."""
    buckets: dict[tuple[int, bytes], list[int]] = defaultdict(list)
    for number, document in enumerate(documents):
        signature = _signature(shingles[document.path])
        for band in range(BANDS):
            buckets[band, signature[band * ROWS : (band + 1) * ROWS].tobytes()].append(number)
    # A bucket of many equal documents is a chain, not every pair of it: linear instead of quadratic.
    pairs = {
        pair
        for members in buckets.values()
        for pair in (
            combinations(members, 2) if len(members) <= 20 else ((members[0], m) for m in members[1:])
        )
    }
    return ((documents[i], documents[j]) for i, j in sorted(pairs))


def _jaccard(one: NDArray[np.uint64], other: NDArray[np.uint64]) -> float:
    common = len(np.intersect1d(one, other, assume_unique=True))
    return common / max(1, len(one) + len(other) - common)
