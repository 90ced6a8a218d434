"""Two needs that can be high in any phase: proof, and the consent of others."""

from __future__ import annotations

from datetime import timedelta

from engine.taxonomy.event_types import CONSENSUS_EVENTS
from engine.visitors.evidence.context import Context
from engine.visitors.evidence.words_in import signals_in
from engine.visitors.private_life import usable

VALIDATION, CONSENSUS = "validation_need", "consensus_need"
_WINDOW = timedelta(days=14)
_PROOF_WORDS = frozenset({"q_proof", "q_compliance", "q_businesscase"})
_CONSENSUS_WORDS = frozenset({"q_compliance"})
_PROOF_FACETS = frozenset({"references", "roi", "compliance", "risk"})
_CONSENSUS_FACETS = frozenset({"jobs", "privacy", "compliance"})
_SURE = 0.6


def overlays(context: Context) -> frozenset[str]:
    """validation_need and consensus_need, from questions and events of the last two weeks."""
    clues = context.clues
    recent = [clue for clue in clues.history if timedelta(0) <= clues.now - clue.at <= _WINDOW]
    found: set[str] = set()
    if any(clue.type in CONSENSUS_EVENTS for clue in recent):
        found.add(CONSENSUS)
    for text in filter(None, map(usable, [clues.query, *(clue.query for clue in recent)])):
        words, facets = set(signals_in(text, context.taxonomy)), _facets(context, text)
        if words & _PROOF_WORDS or facets & _PROOF_FACETS:
            found.add(VALIDATION)
        if words & _CONSENSUS_WORDS or facets & _CONSENSUS_FACETS:
            found.add(CONSENSUS)
    return frozenset(found)


def _facets(context: Context, text: str) -> set[str]:
    vector = context.vectors.get(text)
    if vector is None:
        return set()
    likely = context.heads.questions(vector[None, :])[2][0]
    return {facet for facet, p in zip(context.taxonomy.facets, likely, strict=True) if p >= _SURE}
