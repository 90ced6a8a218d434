"""What a race showed: regret at milestones, harm by role, and whether a lift would have been claimed."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from engine.learning.lift import Lift, Side, compare
from engine.learning.policy import Numbers
from engine.learning.simulation.run import Race, Track

WINDOW, BURN_IN, LEAST = 500, 100, 50  # visits of one role
HARM = 0.95
HARMLESS = "no role 5 % worse than the neutral page in any window after its first 100 visits (these are shown beside)"
_MARKS = (500, 1000, 2000, 3000, 5000, 10_000, 20_000, 50_000)
_BARS = "▁▂▃▄▅▆▇█"


@dataclass(frozen=True)
class RoleSafety:
    """One role against the neutral page, by true chances.

    Attributes:
        worst: lowest ratio of what was earned to what the neutral page would have earned in any window of up to 500
            visits of the role (at least 50) after its burn-in; None with fewer visits, then the role is not judged.
        first: that ratio over its burn-in, its first 100 visits. There the shipped priors still speak, and where they are
            wrong somebody pays for finding out; so it is shown beside, not hidden.
        overall: that ratio over all its visits, from the first one on; `low`..`high` its 95 % interval over visits drawn.
        never: the ratio of the ranking that never learns, over all visits.
    """

    role: str
    visits: int
    worst: float | None
    first: float
    overall: float
    low: float
    high: float
    never: float


@dataclass(frozen=True)
class Report:
    """Figures of one policy in one world.

    Attributes:
        regret: by track name, cumulative regret at the marks. beats_never_from: first visit from which its cumulative
            regret stays below never-learning, None = not so. curve: regret a visit, in twentieths of the race.
    """

    world: str
    ground: str
    policy: str
    visits: int
    marks: list[int]
    regret: dict[str, list[float]]
    beats_never_from: int | None
    roles: list[RoleSafety]
    lift: Lift
    curve: dict[str, list[float]]


def report(race: Race, name: str, world: str, ground: str, roles: list[str], holdout: float) -> Report:
    """Summarise the track `name`. `holdout`: the planned share, against which the split is checked."""
    marks = [mark for mark in _MARKS if mark < len(race.best)] + [len(race.best)]
    regret = {key: np.cumsum(race.best - track.expected) for key, track in race.tracks.items()}
    return Report(
        world, ground, race.tracks[name].version or name, len(race.best), marks,
        {key: [round(float(values[mark - 1]), 1) for mark in marks] for key, values in regret.items()},
        _stays_below(regret[name], regret["never"]), safety(race, name, roles), _lift(race, name, holdout),
        {key: _curve(race.best - track.expected) for key, track in race.tracks.items()},
    )


def safety(race: Race, name: str, roles: list[str]) -> list[RoleSafety]:
    """Each role that came at all."""
    return [_role(race, name, number, role) for number, role in enumerate(roles) if ((race.roles == number) & ~race.held).any()]


def met(found: Report) -> dict[str, str]:
    """The requirements on a learning policy, each "met", "not met" or "not judged": regret below never-learning within
    3,000 visits, no role harmed (roles with too few visits are named), and no lift claimed where nothing matters."""
    if found.world == "zero":
        return {"no lift claimed": _word(found.lift.verdict != "higher"),
                "the interval of the lift covers 0": _word(found.lift.low <= 0 <= found.lift.high)}
    below = found.beats_never_from is not None and found.beats_never_from <= 3000
    judged = [role.worst for role in found.roles if role.worst is not None]
    few = {f"{role.role}, only {role.visits} visits": "not judged" for role in found.roles if role.worst is None}
    return {"regret below never-learning within 3,000 visits": _word(below),
            HARMLESS: _word(min(judged) >= HARM) if judged else "not judged", **few}


def _word(fulfilled: bool) -> str:
    return "met" if fulfilled else "not met"


def sparkline(values: list[float], top: float) -> str:
    """Values as bars from 0 to `top`."""
    return "".join(_BARS[min(int(8 * max(value, 0) / top), 7)] if top > 0 else _BARS[0] for value in values)


def _role(race: Race, name: str, number: int, role: str) -> RoleSafety:
    mine = (race.roles == number) & ~race.held
    ours, neutral = race.tracks[name].expected[mine], race.tracks["neutral"].expected[mine]
    ours_sum, neutral_sum = (np.concatenate([[0.0], np.cumsum(values)]) for values in (ours, neutral))
    ends = np.arange(BURN_IN + LEAST, len(ours) + 1)
    starts = np.maximum(ends - WINDOW, BURN_IN)
    ratios = (ours_sum[ends] - ours_sum[starts]) / (neutral_sum[ends] - neutral_sum[starts])
    first = min(BURN_IN, len(ours))
    overall, half = _ratio(ours, neutral)
    never = race.tracks["never"].expected[mine].sum() / neutral_sum[-1]
    return RoleSafety(role, int(mine.sum()), round(float(ratios.min()), 3) if len(ratios) else None,
                      round(float(ours_sum[first] / neutral_sum[first]), 3), round(overall, 3), round(overall - half, 3),
                      round(overall + half, 3), round(float(never), 3))


def _ratio(ours: Numbers, neutral: Numbers) -> tuple[float, float]:
    """Ratio of sums over paired visits and half its 95 % interval (linearised); no width is known from one visit."""
    ratio, n = float(ours.sum() / neutral.sum()), len(ours)
    if n < 2:
        return ratio, float("inf")
    left = ours - ratio * neutral
    return ratio, float(1.96 * np.sqrt(n / (n - 1) * (left**2).sum()) / neutral.sum())


def _stays_below(ours: Numbers, never: Numbers) -> int | None:
    """Visits from which on the cumulative regret is below, to the end; None where it is not below at the end."""
    if ours[-1] >= never[-1]:
        return None
    above = np.flatnonzero(ours >= never)
    return int(above[-1]) + 2 if len(above) else 1


def _lift(race: Race, name: str, holdout: float) -> Lift:
    """As measured live: holdout visitors see the neutral page, the others the policy; only earned rewards are known."""
    sides = [_side(race.tracks[name], rows) for rows in (~race.held, race.held)]
    return compare("rewarded visits", sides[0], sides[1], share=1 - holdout)


def _side(track: Track, rows: np.ndarray[tuple[int], np.dtype[np.bool_]]) -> Side:
    return Side.of_rate(int(track.earned[rows].sum()), int(rows.sum()))


def _curve(regret: Numbers) -> list[float]:
    return [round(float(part.mean()), 4) for part in np.array_split(regret, 20) if len(part)]
