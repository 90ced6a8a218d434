"""Whether a passage tells what the whole library is about: what counts while nothing is known of the visitor."""

from __future__ import annotations

from engine.ranking.common_ground import begin_with
from engine.ranking.features.feature import Feature, percent, zeros
from engine.ranking.situation import Slate, Values

_CENTRAL = 0.8  # share of the candidates that a good place to start surpasses


def _compute(slate: Slate) -> Values:
    situation = slate.situation
    if not situation.nobody or (situation.visitor.interest is not None and not situation.neutral):
        return zeros(slate)  # who has read something has begun already
    return begin_with(situation.release, slate.rows, situation.lang)


def _reason(slate: Slate, at: int, lang: str) -> str:
    values = slate.features["gist"]
    share = float((values < values[at]).mean())
    if share < _CENTRAL:
        return ""
    than = percent(min(share, 0.99), lang)
    return (f"ein guter Einstieg: näher an dem, worum es hier geht, als {than} der verglichenen Stellen" if lang == "de"
            else f"a good place to start: closer to what this is about than {than} of the passages compared")


GIST = Feature("gist", _compute, _reason)
