"""The ranking up to its scores: what `rank` lays out, and what is compared with it."""

from __future__ import annotations

from collections.abc import Sequence

from engine.ranking.candidates import candidates
from engine.ranking.rules import apply_rules
from engine.ranking.score import compute_features, score
from engine.ranking.situation import Situation, Slate


def scored(situation: Situation, also: Sequence[int] = ()) -> Slate:
    """candidates (filtered first) -> rules -> features -> score.

    Args:
        also: as of `candidates`.
    """
    return score(compute_features(apply_rules(candidates(situation, also))))
