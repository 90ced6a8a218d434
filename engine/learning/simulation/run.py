"""Lets policies serve the same visits side by side and keeps what each would truly have earned."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import cache

import numpy as np
from numpy.typing import NDArray

from engine.learning.arms import standings_of
from engine.learning.below import learnt
from engine.learning.caution import draw_page
from engine.learning.draw import seed_of
from engine.learning.policies.greedy import Greedy
from engine.learning.policy import Numbers, Outcome, Page, Policy
from engine.learning.simulation.ground import Ground
from engine.learning.simulation.page import EXAMINED, SLOTS, fill, worth
from engine.learning.simulation.visits import Visit, visits
from engine.learning.simulation.world import World

Progress = Callable[[int, int], None]


@dataclass(frozen=True)
class Track:
    """One policy over all visits.

    Attributes:
        expected: (visits,) true chance that the page pleases with at least one item; free of luck, so small differences
            are seen.
        earned: (visits,) 0 or 1.
    """

    expected: Numbers
    earned: Numbers
    version: str = ""


@dataclass(frozen=True)
class Race:
    """All tracks over the same visits; `roles` (visits,) true role, `best` (visits,) what an all-knowing page earns,
    `held` (visits,) True for the holdout, where every track shows the neutral page."""

    tracks: dict[str, Track]
    roles: NDArray[np.int64]
    best: Numbers
    held: NDArray[np.bool_]


def race(
    ground: Ground, world: World, policies: dict[str, Policy], count: int, seed: int, holdout: float = 0.1,
    progress: Progress | None = None,
) -> Race:
    """Serve `count` visits with each policy; "never" (the ranking alone) and "neutral" (the holdout's page) always run.

    Each policy learns from its own rewards and, as in the service, from those of the holdout, of every slot. The
    all-knowing page shows the best passages of the whole library.
    """
    stream = list(visits(ground, count, seed, holdout))
    tracks = {
        "never": serve(ground, world, Greedy(), stream, seed),
        "neutral": serve(ground, world, Greedy(), [replace(visit, held=True) for visit in stream], seed),
    }
    for name, policy in policies.items():
        tracks[name] = serve(ground, world, policy, stream, seed, progress)
    best = np.array([_best(world.rates[visit.role, visit.phase]) for visit in stream])
    return Race(tracks, np.array([visit.role for visit in stream]), best, np.array([visit.held for visit in stream]))


def serve(
    ground: Ground, world: World, policy: Policy, stream: Sequence[Visit], seed: int, progress: Progress | None = None,
    slots: int = len(SLOTS),
) -> Track:
    """One policy over a stream of visits, told each outcome at once; with one slot only the main item is shown."""
    expected, earned = np.zeros(len(stream)), np.zeros(len(stream))
    neutral = Shown(fill(ground, int(np.argmax(ground.neutral)), range(len(ground.arms)), ground.neutral, slots), 1.0)
    for visit in stream:
        n, rates = visit.number, world.rates[visit.role, visit.phase]
        shown = neutral if visit.held else _shown(ground, policy, visit, seed, slots, neutral.rows)
        expected[n] = worth(rates, shown.rows)
        rewards = [float(luck < chance) for luck, chance in
                   zip(visit.luck, EXAMINED[: len(shown.rows)] * rates[shown.rows], strict=False)]
        earned[n] = max(rewards)
        policy.learn(_outcomes(ground, visit, shown, rewards))
        if progress and n % 250 == 249:
            progress(n + 1, len(stream))
    return Track(expected, earned, policy.version)


@dataclass(frozen=True)
class Shown:
    """Rows of a page, main item first, and the probability with which that one was put there."""

    rows: list[int]
    propensity: float


def _shown(ground: Ground, policy: Policy, visit: Visit, seed: int, slots: int, neutral: list[int]) -> Shown:
    offer, scores = visit.offer, ground.scores[visit.offer.context.role, visit.offer.context.phase]
    values = offer.standings + learnt(policy, offer.standings, offer.arms, offer.context)

    @cache
    def own(main: int) -> list[int]:
        return fill(ground, offer.rows[main], offer.rows, values, slots)

    def told(rows: list[int]) -> Page:
        arms = tuple(replace(ground.arms[row], neutral=row == neutral[0]) for row in rows)
        return Page(arms, tuple(standings_of(scores[rows], scores).tolist()), SLOTS[: len(rows)])

    drawn = draw_page(policy, offer.standings, offer.arms, offer.context, seed_of(str(seed), "", str(visit.number)),
                      lambda main: told(own(main)), lambda: told(neutral))
    return Shown(neutral if drawn.neutral_page else own(drawn.at), drawn.propensity)


def _outcomes(ground: Ground, visit: Visit, shown: Shown, rewards: list[float]) -> list[Outcome]:
    offer = visit.offer
    scores = ground.scores[offer.context.role, offer.context.phase]
    first = offer.rows[offer.neutral]
    standings = standings_of(scores[shown.rows], scores)
    return [
        Outcome(replace(ground.arms[row], neutral=row == first), offer.context, SLOTS[slot], rewards[slot], visit.at,
                float(standings[slot]), propensity=shown.propensity if slot == 0 else 1.0)
        for slot, row in enumerate(shown.rows)
    ]


def _best(rates: Numbers) -> float:
    return worth(rates, np.argsort(-rates)[: len(SLOTS)].tolist())
