"""The one or two sentences of a passage that serve this visitor best, never rewritten."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from engine.library.sentences import adjoined, beside_best
from engine.ranking.features.phase_fit import phase_weights
from engine.ranking.features.role_fit import role_weights
from engine.ranking.situation import Slate
from engine.retrieval.snippets import LEANING_PRICE, closeness
from engine.understanding.heads import Heads
from engine.understanding.labels import Probabilities

_LONGEST = 320
_POINT, _PHASE = 0.7, 0.3  # against 1 for the role
# Cosine; sentences that answer as well as the best one. On XQuAD, with a role and a phase drawn at random, the snippet held the
# answer in .850 (de) and .886 (en) of 595 questions each, .835 and .884 by closeness alone: no harm is done. Words count as they
# do in answers: .870 and .907 of 300 each, .860 and .880 without.
_AS_CLOSE = 0.01


@dataclass(frozen=True)
class Uses:
    """What each sentence of a passage is worth to the visitor's role and in his phase, both (n,)."""

    role: NDArray[np.float32]
    phase: NDArray[np.float32]


def cut_snippets(slate: Slate, heads: Heads) -> Slate:
    """Give every chosen item its sentences."""
    uses = _uses(slate, heads)
    for item in slate.chosen:
        row = slate.row_of(item)
        passage = slate.situation.release.passages[row]
        if not passage.sentences:
            item.snippet = passage.text[:_LONGEST]
            continue
        if slate.situation.nobody and slate.situation.question is None and item.slot != "common":
            item.snippet = opening(passage.sentences)
            continue
        price = LEANING_PRICE if slate.situation.question is not None and row in uses else math.inf
        item.snippet = best_window(passage.sentences, _values(slate, row, uses.get(row)), price)
    return slate


def _uses(slate: Slate, heads: Heads) -> dict[int, Uses]:
    """By row of a passage, what its sentences are worth to the visitor; the common block is left out.

    Every role and phase reads the same sentences there.
    """
    rows = [slate.row_of(item) for item in slate.chosen if item.slot != "common"]
    release = slate.situation.release
    rows = [row for row in rows if release.starts[row + 1] > release.starts[row]]
    who, when = role_weights(slate), phase_weights(slate)
    return {row: Uses(roles @ who, phases @ when) for row, (roles, phases) in _told(slate, rows, heads).items()}


def _told(slate: Slate, rows: list[int], heads: Heads) -> dict[int, tuple[Probabilities, Probabilities]]:
    """Roles and phases of each passage's sentences: remembered, or where they are compared with each other, asked at once."""
    release = slate.situation.release
    if not rows:
        return {}
    if getattr(heads, "stand_alone", False):  # asked of the object, not of its class: whoever wraps heads keeps it
        return {row: release.sentence_labels.of(row, heads) for row in rows}
    roles, phases, _ = heads.passages(np.concatenate([_sentences(slate, row) for row in rows]))
    ends = np.cumsum([release.starts[row + 1] - release.starts[row] for row in rows])[:-1]
    return dict(zip(rows, zip(np.split(roles, ends), np.split(phases, ends), strict=True), strict=True))


def _sentences(slate: Slate, row: int) -> NDArray[np.float32]:
    release = slate.situation.release
    return np.asarray(release.sentences[release.starts[row] : release.starts[row + 1]], dtype=np.float32)


def _values(slate: Slate, row: int, uses: Uses | None) -> NDArray[np.float32]:
    """What each sentence is worth: closeness to the question, and among equally close ones use for role and phase; else
    use for role and phase and closeness to the passage's point; that alone where `uses` are None."""
    question, vectors = slate.situation.question, _sentences(slate, row)
    centre = np.asarray(vectors @ slate.situation.release.vectors[row], dtype=np.float32)
    if uses is None:
        return centre
    if question is not None:
        release = slate.situation.release
        return for_question(closeness(release, question, release.passages[row].sentences, vectors), uses)
    return np.asarray(_scaled(uses.role) + _POINT * _scaled(centre) + _PHASE * _scaled(uses.phase), dtype=np.float32)


def for_question(close: NDArray[np.float32], uses: Uses) -> NDArray[np.float32]:
    """(n,) closeness to the question; role and phase decide among sentences as close as the best, and never more."""
    as_close = close >= close.max(initial=-1.0) - _AS_CLOSE
    use = (_scaled(uses.role) + _PHASE * _scaled(uses.phase)) / (1 + _PHASE)
    return np.asarray(np.where(as_close, close.max(initial=-1.0) + _AS_CLOSE * use, close), dtype=np.float32)


def best_window(sentences: tuple[str, ...], values: NDArray[np.float32], price: float = math.inf) -> str:
    """The best sentence, with the neighbour it needs or its better one where both fit into the space of a snippet.

    Args:
        price: as of `beside_best`.
    """
    best = int(np.argmax(values))
    text = sentences[best].strip()
    for n in beside_best(sentences, values.tolist(), best, price):
        both = adjoined(sentences[min(n, best)].strip(), sentences[max(n, best)].strip())
        if len(both) <= _LONGEST:
            return both
    return _cut(text)


def opening(sentences: tuple[str, ...]) -> str:
    """The sentences with which a passage begins, as many as fit: what is read without knowing anything."""
    text = sentences[0].strip()
    for sentence in sentences[1:]:
        longer = adjoined(text, sentence.strip())
        if len(longer) > _LONGEST:
            break
        text = longer
    return _cut(text)


def _cut(text: str) -> str:
    """A single sentence may be longer than a snippet, not much longer."""
    return text if len(text) <= _LONGEST * 2 else text[: _LONGEST * 2].rsplit(" ", 1)[0] + " …"


def _scaled(values: NDArray[np.float32]) -> NDArray[np.float32]:
    spread = float(values.max() - values.min()) if len(values) else 0.0
    return (values - values.min()) / np.float32(spread) if spread > 1e-6 else values * 0
