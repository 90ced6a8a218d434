"""Cuts a history into visits."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from engine.visitors.models import Clue, Clues

PAUSE = timedelta(hours=4)


def ordered(history: Sequence[Clue], now: datetime) -> list[Clue]:
    """Oldest first, whatever the order of arrival; what lies in the future is left out."""
    known = [clue for clue in history if clue.at <= now]
    return sorted(set(known), key=lambda c: (c.at, c.type, c.document, c.query, c.value))


def current_visit(clues: Clues) -> list[Clue]:
    """What was done in the visit that is still going on."""
    visit: list[Clue] = []
    edge = clues.now
    for clue in reversed(ordered(clues.history, clues.now)):
        if edge - clue.at > PAUSE:
            break
        visit.append(clue)
        edge = clue.at
    return visit[::-1]


def visit_numbers(moments: Sequence[datetime]) -> list[int]:
    """The number of the visit each moment belongs to; `moments` ascending."""
    numbers: list[int] = []
    for i, moment in enumerate(moments):
        new = i > 0 and moment - moments[i - 1] > PAUSE
        numbers.append(numbers[-1] + new if i else 0)
    return numbers
