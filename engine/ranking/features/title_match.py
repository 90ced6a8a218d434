"""Whether a passage is close to the visitor's own job title, which says more than its role."""

from __future__ import annotations

from engine.ranking.features.feature import Feature, closeness, closer_than
from engine.ranking.situation import Slate, Values

_CLOSE = 0.5  # standard deviations above the mean of the candidates


def _compute(slate: Slate) -> Values:
    return closeness(slate, slate.situation.title_vector)


def _reason(slate: Slate, at: int, lang: str) -> str:
    values = slate.features["title_match"]
    if values[at] < _CLOSE:
        return ""
    closer = closer_than(values, at, lang)
    if lang == "de":
        return f"nahe an Ihrer Berufsbezeichnung (näher als {closer})"
    return f"close to your job title (closer than {closer})"


TITLE_MATCH = Feature("title_match", _compute, _reason)
