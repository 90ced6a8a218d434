"""The search that led here: only the words searched for, kept nowhere."""

from __future__ import annotations

from collections.abc import Iterator

from engine.visitors.entry import searched_words
from engine.visitors.evidence.context import Context
from engine.visitors.evidence.question import question_ratios
from engine.visitors.evidence.wording import quoted
from engine.visitors.models import Evidence
from engine.visitors.private_life import usable
from engine.visitors.ratios import powered, spread

_POWER = 0.8


def referrer(context: Context) -> Iterator[Evidence]:
    """Role and phase from the search words; a little weaker than a question typed here."""
    words = usable(searched_words(context.clues.referrer))
    if not words or words == usable(context.clues.query):
        return
    wording = {"de": f"Sie kamen mit der Suche „{quoted(words)}“", "en": f"You came with the search “{quoted(words)}”"}
    for about, ratios in zip(("role", "phase"), question_ratios(context, words), strict=True):
        weaker = powered(ratios, _POWER)
        if spread(weaker) > 0:
            yield Evidence("referrer", weaker, wording, spread(weaker), about, context.clues.now)
