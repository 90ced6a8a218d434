"""Lets policies serve the same visits side by side and keeps what each would truly have earned."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from engine.learning.draw import seed_of
from engine.learning.policy import Choice, Numbers, Outcome, Policy
from engine.learning.simulation.ground import Ground
from engine.learning.simulation.visits import Visit, visits
from engine.learning.simulation.world import World

Progress = Callable[[int, int], None]


@dataclass(frozen=True)
class Track:
    """One policy over all visits.

    Attributes:
        expected: (visits,) true chance of a reward of what was shown; free of luck, so small differences are seen.
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

    Each policy learns from its own rewards and, as in the service, from those of the holdout. The all-knowing page shows
    the best passage of the whole library.
    """
    stream = list(visits(ground, count, seed, holdout))
    tracks = {
        "never": _fixed(world, stream, lambda visit: visit.page.rows[visit.page.neutral if visit.held else 0]),
        "neutral": _fixed(world, stream, lambda visit: visit.page.rows[visit.page.neutral]),
    }
    for name, policy in policies.items():
        tracks[name] = serve(world, policy, stream, seed, progress)
    best = np.array([world.rates[visit.role, visit.phase].max() for visit in stream])
    return Race(tracks, np.array([visit.role for visit in stream]), best, np.array([visit.held for visit in stream]))


def serve(
    world: World, policy: Policy, stream: Sequence[Visit], seed: int, progress: Progress | None = None
) -> Track:
    """One policy over a stream of visits, told each outcome at once."""
    expected, earned = np.zeros(len(stream)), np.zeros(len(stream))
    for visit in stream:
        page, n = visit.page, visit.number
        choice = Choice([page.neutral], [1.0]) if visit.held else policy.choose(
            page.standings, page.arms, page.context, 1, seed_of(str(seed), "", str(n)))
        at = choice.order[0]
        expected[n] = world.rates[visit.role, visit.phase, page.rows[at]]
        earned[n] = visit.luck < expected[n]
        policy.learn([Outcome(page.arms[at], page.context, "main", float(earned[n]), visit.at, float(page.standings[at]),
                              propensity=choice.propensities[0])])
        if progress and n % 250 == 249:
            progress(n + 1, len(stream))
    return Track(expected, earned, policy.version)


def _fixed(world: World, stream: Sequence[Visit], row_of: Callable[[Visit], int]) -> Track:
    rates = np.array([world.rates[visit.role, visit.phase, row_of(visit)] for visit in stream])
    return Track(rates, (np.array([visit.luck for visit in stream]) < rates).astype(np.float64))
