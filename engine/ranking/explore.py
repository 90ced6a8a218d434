"""Which page is shown: an own one with a drawn main item, or in doubt the neutral page in this visitor's slots."""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from typing import Any

import numpy as np

from engine.learning.arms import DIGITS, MOST_CANDIDATES, arms_of, spread_of, standings_of, topics_of
from engine.learning.below import learnt
from engine.learning.caution import Drawn, draw_page
from engine.learning.policies.greedy import Greedy
from engine.learning.policy import Arm, Context, Numbers, Page, Policy
from engine.learning.pool import pool_of
from engine.ranking.layout import Grid, Worth, fill, grid_of
from engine.ranking.neutral import neutral_rows, neutral_scores
from engine.ranking.score import kind_of
from engine.ranking.situation import Chosen, Slate
from engine.visitors.models import UNKNOWN


def lay_out(slate: Slate, policy: Policy) -> Slate:
    """Choose an item for every slot; fewer items where nothing fits.

    The main item comes from the policy; what was asked for, or is looked for inside one document, is not tried out.
    """
    if not len(slate.rows):
        return slate
    grid, kind = grid_of(slate), kind_of(slate.situation)
    policy = policy if kind == "browse" else Greedy()
    neutral = _neutral(slate, grid) if kind == "browse" else None
    topics = topics_of(slate.situation.release)[slate.rows].tolist()
    pool = pool_of(slate.score, grid.main_places.tolist(), topics, kind, grid.taken, neutral)
    if not pool:
        slate.chosen = fill(slate, grid, None, _own_worth(slate))
        return slate
    visitor = slate.situation.visitor
    context = Context(visitor.role.id, visitor.phase.id, kind)
    if kind == "browse":
        slate.learnt = _learnt(slate, policy, context, pool, neutral)
    own, arms, standings = _own_worth(slate), _arms(slate, pool, neutral), standings_of(slate.score[pool], slate.score)

    @cache
    def own_page(at: int) -> list[Chosen]:
        return fill(slate, grid, pool[at], own)

    @cache
    def neutral_page() -> list[Chosen]:
        return fill(slate, grid, neutral, _neutral_worth(slate))

    drawn = draw_page(policy, standings, arms, context, slate.situation.seed,
                      lambda at: _as_page(slate, own_page(at), neutral), lambda: _as_page(slate, neutral_page(), neutral))
    slate.policy = policy.version
    if drawn.distribution:
        slate.draw = _told(drawn, arms, standings)
    slate.chosen = neutral_page() if drawn.neutral_page else own_page(drawn.at)
    slate.chosen[0].propensity = drawn.propensity
    return slate


def _neutral(slate: Slate, grid: Grid) -> int | None:
    """Position among the candidates of what the neutral page would show first beside the same common block."""
    for row in neutral_rows(slate.situation):
        found = np.flatnonzero(slate.rows == row)
        if len(found) and int(grid.places[found[0]]) not in grid.taken:
            return int(found[0])
    return None


def _learnt(slate: Slate, policy: Policy, context: Context, pool: list[int], neutral: int | None) -> dict[int, float]:
    """By position, for the best 50 and the pool: how much better than the ranking says they are believed to please."""
    best = list(dict.fromkeys([*np.argsort(-slate.score, kind="stable")[:MOST_CANDIDATES].tolist(), *pool]))
    moved = learnt(policy, standings_of(slate.score[best], slate.score), _arms(slate, best, neutral), context)
    return dict(zip(best, moved.tolist(), strict=True)) if moved.any() else {}


def _arms(slate: Slate, positions: list[int], neutral: int | None) -> list[Arm]:
    arms = arms_of(slate.situation.release)
    return [replace(arms[slate.rows[at]], neutral=True) if at == neutral else arms[slate.rows[at]] for at in positions]


def _own_worth(slate: Slate) -> Worth:
    """The scores, moved by what was learnt, where nothing is known by as much as the others on average."""
    values = slate.score.astype(np.float64)
    if slate.learnt:
        moved = np.full(len(slate.rows), float(np.mean(list(slate.learnt.values()))))
        moved[list(slate.learnt)] = list(slate.learnt.values())
        values = values + spread_of(slate.score) * moved
    situation = slate.situation
    return Worth.of(values, slate.score, broad=situation.neutral or situation.visitor.role.id == UNKNOWN)


def _neutral_worth(slate: Slate) -> Worth:
    """As on the neutral page."""
    there = neutral_scores(slate.situation)
    least = min(there.values())
    values = np.array([there.get(row, least - 1) for row in slate.rows.tolist()])
    return Worth.of(values, values, broad=True)


def _as_page(slate: Slate, chosen: list[Chosen], neutral: int | None) -> Page:
    at = [item.at for item in chosen]
    standings = standings_of(slate.score[at], slate.score)
    return Page(tuple(_arms(slate, at, neutral)), tuple(standings.tolist()), tuple(item.slot for item in chosen))


def _told(drawn: Drawn, arms: list[Arm], standings: Numbers) -> dict[str, Any]:
    """The draw for the record: what it was between, and each chance of being the main item; where the neutral page could
    have been shown as a whole, with which chance, and both pages as (slot, passage, standing)."""
    told: dict[str, Any] = {
        "neutral": [arm.passage for arm in arms if arm.neutral], "passages": [arm.passage for arm in arms],
        "standings": [round(float(x), DIGITS) for x in standings], "probabilities": drawn.distribution,
    }
    if drawn.own is not None and drawn.neutral is not None:
        told["caution"] = drawn.caution
        told["pages"] = {
            name: [[slot, arm.passage, round(standing, DIGITS)]
                   for slot, arm, standing in zip(page.slots, page.arms, page.standings, strict=True)]
            for name, page in (("own", drawn.own), ("neutral", drawn.neutral))
        }
    return told
