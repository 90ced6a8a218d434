"""Clues to a view of the visitor: role, phase, what was read, and why."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from engine.retrieval.release import Release
from engine.understanding.heads import Heads
from engine.visitors.calibration import Calibration, calibration_for
from engine.visitors.entry import searched_words
from engine.visitors.evidence.collect import collect
from engine.visitors.evidence.context import Context
from engine.visitors.framing import preferred_frame
from engine.visitors.interest import documents_read, interest
from engine.visitors.models import Clues, VisitorView
from engine.visitors.not_buying import not_buying
from engine.visitors.open_question import open_question
from engine.visitors.overlays import overlays
from engine.visitors.phase import phase_posterior
from engine.visitors.private_life import usable
from engine.visitors.role import role_posterior
from engine.visitors.visits import current_visit


def understand(
    clues: Clues, release: Release, heads: Heads, vectors: Mapping[str, NDArray[np.float32]],
    calibration: Calibration | None = None,
) -> VisitorView:
    """What the clues say.

    Args:
        clues: with the job title as `admitted.admitted_title` leaves it; the service does so where a request comes in.
        vectors: unit vectors of `texts_to_encode(clues)`, by text; a missing one makes that text count by its
            words only. Job titles need none with the shipped roles.
        calibration: default: the shipped one, as far as it holds for these heads and labels.
    """
    trust = calibration or calibration_for(heads, release.taxonomy)
    context = Context(clues, release, heads, vectors, trust)
    evidence = collect(context)
    typed = [clues.query, searched_words(clues.referrer), *(c.query for c in current_visit(clues))]
    reason = not_buying(clues, release, [text for text in typed if text])
    return VisitorView(
        role=role_posterior(context, [e for e in evidence if e.about == "role"], buying=not reason),
        phase=phase_posterior(context, [e for e in evidence if e.about == "phase"]),
        not_buying=reason, read=documents_read(clues), frame=preferred_frame(clues, release),
        interest=interest(clues, release), overlays=overlays(context),
        asked=frozenset(clue.query.casefold() for clue in clues.history if clue.query and clue.at <= clues.now),
        open_question=open_question(clues),
    )


def texts_to_encode(clues: Clues) -> list[str]:
    """The texts whose vectors `understand` uses: questions and search words, without what is private."""
    texts = [clues.query, *(clue.query for clue in clues.history), searched_words(clues.referrer)]
    return list(dict.fromkeys(text for text in map(usable, texts) if text))
