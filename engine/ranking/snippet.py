"""The one or two sentences of a passage that serve this visitor best, never rewritten."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from engine.ranking.features.role_fit import role_weights
from engine.ranking.situation import Slate
from engine.understanding.choose import ChosenHeads
from engine.understanding.heads import Heads
from engine.understanding.labels import Probabilities

_LONGEST = 320


def cut_snippets(slate: Slate, heads: Heads) -> Slate:
    """Give every chosen item its sentences."""
    roles = _roles(slate, heads)
    for item in slate.chosen:
        row = slate.row_of(item)
        passage = slate.situation.release.passages[row]
        if not passage.sentences:
            item.snippet = passage.text[:_LONGEST]
            continue
        role = roles.get(row, np.zeros(len(passage.sentences), dtype=np.float32))
        item.snippet = best_window(passage.sentences, _values(slate, row, role, shared=item.slot == "common"))
    return slate


def _roles(slate: Slate, heads: Heads) -> dict[int, NDArray[np.float32]]:
    """By row of a passage, what each of its sentences is worth to the visitor's role."""
    if slate.situation.question is not None:
        return {}
    rows = [slate.row_of(item) for item in slate.chosen if item.slot != "common"]
    starts = slate.situation.release.starts
    ends = np.cumsum([starts[row + 1] - starts[row] for row in rows])
    if not len(ends) or not ends[-1]:
        return {}
    return dict(zip(rows, np.split(_told(slate, rows, heads) @ role_weights(slate), ends[:-1]), strict=True))


def _told(slate: Slate, rows: list[int], heads: Heads) -> Probabilities:
    """(sentences of these passages, roles): remembered, or where they are compared with each other, asked at once."""
    if isinstance(heads, ChosenHeads) and heads.roles_stand_alone:
        known = slate.situation.release.sentence_roles
        return np.concatenate([known.of(row, heads) for row in rows])
    return heads.passages(np.concatenate([_sentences(slate, row) for row in rows]))[0]


def _sentences(slate: Slate, row: int) -> NDArray[np.float32]:
    release = slate.situation.release
    return release.sentences[release.starts[row] : release.starts[row + 1]].astype(np.float32)


def _values(
    slate: Slate, row: int, role: NDArray[np.float32], *, shared: bool
) -> NDArray[np.float32]:
    """What each sentence is worth: closeness to the question, else use for the role and for the passage's point.

    The shared block looks at neither: every role reads the same sentences there.
    """
    question, vectors = slate.situation.question, _sentences(slate, row)
    centre = np.asarray(vectors @ slate.situation.release.vectors[row], dtype=np.float32)
    if shared:
        return centre
    if question is not None:
        return (vectors @ question.vector).astype(np.float32)
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
