"""What an arm in a context has in common with others: the levels that share what is learnt."""

from __future__ import annotations

import zlib
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from engine.learning.policy import Arm, Context

SLOTS = 1 << 15
THEMES = 4


@dataclass(frozen=True, slots=True)
class Level:
    """One summand of the utility (log-odds): how far it may be from zero before anything is known.

    Attributes:
        deviation: prior standard deviation. scaled: multiplied by the standing instead of by 1.
        mean: prior mean by kind of page; the shipped ranking enters here.
    """

    name: str
    deviation: float
    scaled: bool = False
    mean: tuple[tuple[str, float], ...] = ()


# Together the levels below "standing" are worth about 1 in variance: at a rate of 10 % that is what 8 to 11 displays
# tell, the pseudo-count of the shipped priors (priors.yaml, content_type_phase.pseudo_count).
LEVELS: tuple[Level, ...] = (
    Level("all", 1.0, mean=(("", -2.2),)),  # 10 % of displays earn something
    Level("role", 0.4),
    Level("phase", 0.3),
    Level("standing", 0.25, scaled=True, mean=(("browse", 0.5), ("scope", 0.7), ("question", 3.0))),
    Level("standing|role", 0.3, scaled=True),
    Level("standing|phase", 0.15, scaled=True),
    Level("facet", 0.25),
    Level("type", 0.2),
    Level("audience", 0.2),
    Level("stage", 0.15),
    Level("role|facet", 0.4),
    Level("role|audience", 0.4),
    Level("role|type", 0.2),
    Level("phase|type", 0.3),
    Level("phase|stage", 0.35),
    Level("document", 0.35),
    Level("passage", 0.25),
    Level("role|document", 0.25),
    *(Level(f"theme{n}", 0.12) for n in range(THEMES)),
)
SCALED: NDArray[np.bool_] = np.array([level.scaled for level in LEVELS])
DEVIATIONS: NDArray[np.float64] = np.array([level.deviation for level in LEVELS])


@lru_cache(maxsize=64)
def prior_means(kind: str) -> NDArray[np.float64]:
    """(levels,) prior means on a page of this kind."""
    return np.array([dict(level.mean).get(kind, dict(level.mean).get("", 0.0)) for level in LEVELS])


@lru_cache(maxsize=50_000)
def slots_of(arm: Arm, context: Context) -> NDArray[np.int32]:
    """(levels,) where each level's belief about this arm and context lies in the table.

    Hashed (crc32), so the table never grows; two long-tail passages may share a slot, labels of the taxonomy hardly do.
    """
    kind, role, phase = context.kind, context.role, context.phase
    themes = (arm.theme.split(".") + [""] * THEMES)[:THEMES]
    keys = (
        "", role, phase, kind, f"{kind}|{role}", f"{kind}|{phase}", arm.facet, arm.type, arm.audience, arm.stage,
        f"{role}|{arm.facet}", f"{role}|{arm.audience}", f"{role}|{arm.type}", f"{phase}|{arm.type}",
        f"{phase}|{arm.stage}", arm.document, arm.passage, f"{role}|{arm.document}", *themes,
    )
    return np.array([
        zlib.crc32(f"{level.name}\x1f{key}".encode()) & (SLOTS - 1) for level, key in zip(LEVELS, keys, strict=True)
    ], dtype=np.int32)
