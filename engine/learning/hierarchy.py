"""What an arm in a context has in common with others: the levels that share what is learnt."""

from __future__ import annotations

import zlib
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from engine.learning.policy import Arm, Context, Weighted

SLOTS = 1 << 14
THEMES = 3
FACETS, AUDIENCE, STAGE = 3, 2, 2  # labels of a passage that count


@dataclass(frozen=True, slots=True)
class Level:
    """One summand of the utility (log-odds): how far it may be from zero before anything is known.

    Attributes:
        deviation: prior standard deviation. scaled: multiplied by the standing instead of by a label's weight.
        mean: prior mean by kind of page; the shipped ranking enters here. joint: few enough entries that their beliefs
            are kept together, with covariances.
    """

    name: str
    deviation: float
    scaled: bool = False
    mean: tuple[tuple[str, float], ...] = ()
    joint: bool = True


# Together the levels below "standing" are worth about 1 in variance: at a rate of 10 % that is what 8 to 11 displays
# tell, the pseudo-count of the shipped priors (priors.yaml, content_type_phase.pseudo_count).
LEVELS: tuple[Level, ...] = (
    Level("all", 1.0, mean=(("", -2.2),)),  # 10 % of displays earn something
    Level("role", 0.4),
    Level("phase", 0.3),
    Level("standing", 0.25, scaled=True, mean=(("browse", 0.5), ("scope", 0.7), ("question", 3.0))),
    Level("standing|role", 0.3, scaled=True),
    Level("standing|phase", 0.15, scaled=True),
    Level("type", 0.2),
    Level("role|type", 0.2, joint=False),
    Level("phase|type", 0.3, joint=False),
    Level("document", 0.35),
    Level("passage", 0.25, joint=False),
    Level("role|document", 0.25, joint=False),
    # What everybody gets may do better or worse for one role than its labels say; wider ones (0.4, 0.7) learnt from it
    # less about similar passages, and roles were stuck with it in simulated worlds.
    Level("neutral", 0.2),
    Level("neutral|role", 0.4),
    *[Level("theme", 0.12)] * THEMES,
    *[Level("facet", 0.25)] * FACETS,
    *[Level("role|facet", 0.4)] * FACETS,
    *[Level("audience", 0.2)] * AUDIENCE,
    *[Level("role|audience", 0.4)] * AUDIENCE,
    *[Level("stage", 0.15)] * STAGE,
    *[Level("phase|stage", 0.35)] * STAGE,
)
SCALED: NDArray[np.bool_] = np.array([level.scaled for level in LEVELS])
JOINT: NDArray[np.bool_] = np.array([level.joint for level in LEVELS])
DEVIATIONS: NDArray[np.float64] = np.array([level.deviation for level in LEVELS])


@lru_cache(maxsize=64)
def prior_means(kind: str) -> NDArray[np.float64]:
    """(levels,) prior means on a page of this kind."""
    return np.array([dict(level.mean).get(kind, dict(level.mean).get("", 0.0)) for level in LEVELS])


@lru_cache(maxsize=50_000)
def places_of(arm: Arm, context: Context) -> tuple[NDArray[np.int32], NDArray[np.float64]]:
    """(levels,) where each level's belief about this arm and context lies in the table, and with which weight it counts.

    Hashed (crc32), so the table never grows; two long-tail passages may share a slot, labels of the taxonomy hardly do.
    """
    kind, role, phase = context.kind, context.role, context.phase
    facets, audience, stage = _filled(arm.facets, FACETS), _filled(arm.audience, AUDIENCE), _filled(arm.stage, STAGE)
    keys = [("", 1.0), (role, 1.0), (phase, 1.0), (kind, 1.0), (f"{kind}|{role}", 1.0), (f"{kind}|{phase}", 1.0),
            (arm.type, 1.0), (f"{role}|{arm.type}", 1.0), (f"{phase}|{arm.type}", 1.0), (arm.document, 1.0),
            (arm.passage, 1.0), (f"{role}|{arm.document}", 1.0),
            ("", float(arm.neutral)), (role, float(arm.neutral))]
    keys += _filled(tuple((f"{n}|{theme}", 1.0) for n, theme in enumerate(arm.themes)), THEMES)
    for labels, asker in ((facets, role), (audience, role), (stage, phase)):
        keys += labels
        keys += [(f"{asker}|{label}", weight) for label, weight in labels]
    slots = [zlib.crc32(f"{level.name}\x1f{key}".encode()) & (SLOTS - 1)
             for level, (key, _) in zip(LEVELS, keys, strict=True)]
    return np.array(slots, dtype=np.int32), np.array([weight for _, weight in keys])


def _filled(labels: Weighted, count: int) -> list[tuple[str, float]]:
    """Exactly `count` labels; missing ones weigh nothing."""
    return [*labels[:count], *[("", 0.0)] * (count - len(labels))]
