"""The one or two sentences of a passage that serve this visitor best, never rewritten."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from engine.ranking.features.role_fit import role_weights
from engine.ranking.situation import Slate
from engine.understanding.heads import Heads

_LONGEST = 320


def cut_snippets(slate: Slate, heads: Heads) -> Slate:
    """Give every chosen item its sentences."""
    for item in slate.chosen:
        item.snippet = _snippet(slate, slate.row_of(item), heads, shared=item.slot == "common")
    return slate


def _snippet(slate: Slate, row: int, heads: Heads, *, shared: bool) -> str:
    release = slate.situation.release
    sentences = release.passages[row].sentences
    if not sentences:
        return release.passages[row].text[:_LONGEST]
    vectors = release.sentences[release.starts[row] : release.starts[row + 1]].astype(np.float32)
    return best_window(sentences, _values(slate, row, vectors, heads, shared=shared))


def _values(
    slate: Slate, row: int, vectors: NDArray[np.float32], heads: Heads, *, shared: bool
) -> NDArray[np.float32]:
    """What each sentence is worth: closeness to the question, else use for the role and for the passage's point.

    The shared block looks at neither: every role reads the same sentences there.
    """
    question = slate.situation.question
    if shared:
        return np.asarray(vectors @ slate.situation.release.vectors[row], dtype=np.float32)
    if question is not None:
        return (vectors @ question.vector).astype(np.float32)
    roles, _, _ = heads.passages(vectors)
    centre = vectors @ slate.situation.release.vectors[row]
    role = roles @ role_weights(slate)
    return (_scaled(role) + 0.7 * _scaled(centre)).astype(np.float32)


def best_window(sentences: tuple[str, ...], values: NDArray[np.float32]) -> str:
    """The best sentence, with its better neighbour where both fit into the space of a snippet."""
    best = int(np.argmax(values))
    text = sentences[best].strip()
    neighbours = [n for n in (best - 1, best + 1) if 0 <= n < len(sentences)]
    for n in sorted(neighbours, key=lambda n: -values[n]):
        both = f"{sentences[min(n, best)].strip()} {sentences[max(n, best)].strip()}"
        if len(both) <= _LONGEST:
            return both
    return text if len(text) <= _LONGEST * 2 else text[: _LONGEST * 2].rsplit(" ", 1)[0] + " …"


def _scaled(values: NDArray[np.float32]) -> NDArray[np.float32]:
    spread = float(values.max() - values.min()) if len(values) else 0.0
    return (values - values.min()) / np.float32(spread) if spread > 1e-6 else values * 0
