"""Where the holdout's items would have stood on the visitor's own page: so what they earn says something about that ranking."""

from __future__ import annotations

from dataclasses import replace

from engine.learning.arms import DIGITS, standings_of
from engine.ranking.neutral import neutral_rows
from engine.ranking.score import kind_of
from engine.ranking.scored import scored
from engine.ranking.situation import Slate


def personal_standings(slate: Slate) -> dict[int, float]:
    """By position, for what a neutral page shows: its standing in the personal ranking of the same visitor.

    The neutral page's own scores would say of each of its items that the ranking holds it for one of the best; then a role
    that likes them teaches nothing against its own ranking (in simulated worlds that cost a role up to a third for a while).
    What the personal page may not show stands where its last candidate does. Empty on other pages, and where nothing is
    learnt from it: a question was asked, or nobody is there to be answered (previews, judging).
    """
    situation = slate.situation
    if not situation.neutral or not situation.explore or kind_of(situation) != "browse" or not slate.chosen:
        return {}
    own = replace(situation, neutral=False)
    ranked = scored(own, neutral_rows(own))
    if not len(ranked.rows):
        return {}
    standings = standings_of(ranked.score)
    at = dict(zip(ranked.rows.tolist(), standings.tolist(), strict=True))
    last = float(standings.min())
    return {item.at: round(at.get(int(slate.rows[item.at]), last), DIGITS) for item in slate.chosen}
