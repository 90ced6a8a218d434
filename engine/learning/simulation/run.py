"""Lets policies serve the same visits side by side and keeps what each would truly have earned."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from engine.learning.draw import seed_of
from engine.learning.policy import Numbers, Outcome, Policy
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
    """All tracks over the same visits; `roles` (visits,) true role, `best` (visits,) what an all-knowing page earns."""

    tracks: dict[str, Track]
    roles: NDArray[np.int64]
    best: Numbers


def race(
    ground: Ground, world: World, policies: dict[str, Policy], count: int, seed: int, progress: Progress | None = None
) -> Race:
    """Serve `count` visits with each policy; "never" (the ranking alone) and "neutral" (the holdout's page) always run.

    Each policy learns from its own rewards only. The all-knowing page shows the best passage of the whole library.
    """
    stream = list(visits(ground, count, seed))
    neutral = int(np.argmax(ground.neutral))
    tracks = {
        "never": _fixed(world, stream, [visit.page.rows[0] for visit in stream]),
        "neutral": _fixed(world, stream, [neutral] * count),
    }
    for name, policy in policies.items():
        tracks[name] = serve(world, policy, stream, seed, progress)
    best = np.array([world.rates[visit.role, visit.phase].max() for visit in stream])
    return Race(tracks, np.array([visit.role for visit in stream]), best)


def serve(
    world: World, policy: Policy, stream: Sequence[Visit], seed: int, progress: Progress | None = None
) -> Track:
    """One policy over a stream of visits, told each outcome at once."""
    expected, earned = np.zeros(len(stream)), np.zeros(len(stream))
    for visit in stream:
        page = visit.page
        choice = policy.choose(page.standings, page.arms, page.context, 1, seed_of(str(seed), "", str(visit.number)))
        at = choice.order[0]
        rate = float(world.rates[visit.role, visit.phase, page.rows[at]])
        reward = float(visit.luck < rate)
        policy.learn([Outcome(page.arms[at], page.context, "main", reward, visit.at, float(page.standings[at]),
                              propensity=choice.propensities[0])])
        expected[visit.number], earned[visit.number] = rate, reward
        if progress and visit.number % 250 == 249:
            progress(visit.number + 1, len(stream))
    return Track(expected, earned, policy.version)


def _fixed(world: World, stream: Sequence[Visit], rows: list[int]) -> Track:
    rates = np.array([world.rates[visit.role, visit.phase, row] for visit, row in zip(stream, rows, strict=True)])
    return Track(rates, (np.array([visit.luck for visit in stream]) < rates).astype(np.float64))
