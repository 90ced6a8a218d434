"""A stream of visits: who comes, what the engine knows of him, and the luck of each visit, the same for all policies."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta

import numpy as np

from engine.learning.arms import standings_of
from engine.learning.draw import uniform
from engine.learning.policy import Arm, Context, Numbers
from engine.learning.pool import pool_of
from engine.learning.simulation.ground import UNKNOWN, Ground
from engine.learning.simulation.page import SLOTS

DECLARED, PHASE_KNOWN, PHASE_RIGHT = 0.6, 0.7, 0.8  # shares of visits; argued
_A_DAY = 100
_START = datetime(2026, 1, 1, tzinfo=UTC)


@dataclass(frozen=True)
class Offer:
    """What may be shown to visitors of one context: rows of the ground, their arms and standings; `neutral` is the
    position of what the holdout gets."""

    context: Context
    rows: list[int]
    arms: list[Arm]
    standings: Numbers
    neutral: int


@dataclass(frozen=True)
class Visit:
    """One visit: true role and phase (positions in the taxonomy), what can be shown, the luck of each slot (0..1) and the moment;
    `held` = of the holdout, which gets the neutral page."""

    number: int
    role: int
    phase: int
    offer: Offer
    luck: tuple[float, ...]
    at: datetime
    held: bool = False


def visits(ground: Ground, count: int, seed: int, holdout: float = 0.0) -> Iterator[Visit]:
    """`count` visits; roles as often as the taxonomy expects, phases as after a search."""
    taxonomy, rng, below = ground.taxonomy, np.random.default_rng([seed, 11]), np.random.default_rng([seed, 13])
    roles, phases = list(taxonomy.roles), list(taxonomy.phases)
    role_share = np.array([taxonomy.role_prior.get(role, 0.0) for role in roles])
    phase_share = np.array([taxonomy.phase_prior["search"].get(phase, 0.0) for phase in phases])
    role_share, phase_share = role_share / role_share.sum(), phase_share / phase_share.sum()
    offers: dict[Context, Offer] = {}
    for number in range(count):
        role, phase = int(rng.choice(len(roles), p=role_share)), int(rng.choice(len(phases), p=phase_share))
        declared, known, right, luck = rng.random(4)
        guess = phase if right < PHASE_RIGHT else int(rng.integers(len(phases)))
        context = Context(roles[role] if declared < DECLARED else UNKNOWN, phases[guess] if known < PHASE_KNOWN else UNKNOWN)
        if context not in offers:
            offers[context] = offer_for(ground, context)
        held = uniform(str(seed), "holdout", str(number)) < holdout
        lucks = (float(luck), *below.random(len(SLOTS) - 1).tolist())
        yield Visit(number, role, phase, offers[context], lucks, _START + timedelta(days=number / _A_DAY), held)


def offer_for(ground: Ground, context: Context) -> Offer:
    """What the ranking offers to a visitor seen like this."""
    scores, neutral = ground.scores[context.role, context.phase], int(np.argmax(ground.neutral))
    arms = ground.arms
    rows = pool_of(scores, [arm.document for arm in arms], [arm.topic for arm in arms], context.kind, neutral=neutral)
    shown = [replace(arms[row], neutral=row == neutral) for row in rows]
    return Offer(context, rows, shown, standings_of(scores[rows], scores), rows.index(neutral))
