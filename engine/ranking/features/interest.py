"""Closeness to what the visitor has been reading, which fades with time."""

from __future__ import annotations

from engine.ranking.features.feature import Feature, closeness, closer_than
from engine.ranking.situation import Slate, Values


def _compute(slate: Slate) -> Values:
    return closeness(slate, slate.situation.visitor.interest)


def _reason(slate: Slate, at: int, lang: str) -> str:
    values = slate.features["interest"]
    if values[at] < 1:
        return ""
    closer = closer_than(values, at, lang)
    if lang == "de":
        return f"führt fort, was Sie gelesen haben (näher daran als {closer})"
    return f"continues what you have been reading (closer to it than {closer})"


INTEREST = Feature("interest", _compute, _reason)
