"""The question that a visitor came to this page with: asked in this visit, and nothing opened since."""

from __future__ import annotations

from engine.visitors.models import Clues
from engine.visitors.private_life import usable
from engine.visitors.visits import current_visit

_PASSIVE = frozenset({"impression", "dwell"})  # they are told of a page that was opened before


def open_question(clues: Clues) -> str:
    """Its text without what is private, "" where there is none.

    Whoever opens a document leaves the question behind; the page that is being read now is where it led to, if anywhere.
    """
    for clue in reversed(current_visit(clues)):
        if clue.query:
            return usable(clue.query)
        if clue.document and clue.document != clues.page and clue.type not in _PASSIVE:
            return ""
    return ""
