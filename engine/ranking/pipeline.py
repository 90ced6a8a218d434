"""All stages from a situation to a list, in the order in which they run."""

from __future__ import annotations

from engine.learning.policies.greedy import Greedy
from engine.learning.policy import Policy
from engine.ranking.explore import lay_out
from engine.ranking.neutral import neutral_rows
from engine.ranking.personal import personal_standings
from engine.ranking.score import kind_of
from engine.ranking.scored import scored
from engine.ranking.situation import Situation, Slate
from engine.ranking.snippet import cut_snippets
from engine.ranking.variants import choose_frames
from engine.understanding.heads import Heads


def rank(situation: Situation, heads: Heads, policy: Policy | None = None) -> Slate:
    """candidates (filtered first) -> rules -> features -> score -> explore + diversify -> frame -> snippet.

    Args:
        policy: turns scores into the first choice; only asked when the situation may explore.
    """
    slate = scored(situation, neutral_rows(situation) if kind_of(situation) == "browse" else ())
    slate = lay_out(slate, policy if policy is not None and _may_try(situation) else Greedy())
    slate.standings = personal_standings(slate)
    slate = choose_frames(slate)
    return cut_snippets(slate, heads)


def _may_try(situation: Situation) -> bool:
    """The neutral page stays as it is: it is what learning is compared with."""
    return situation.explore and not situation.neutral
