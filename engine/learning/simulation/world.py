"""What simulated visitors truly like: the shipped tables, contradicted or not, plus tastes that no table knows."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from engine.errors import InvalidInput
from engine.learning.policy import Numbers
from engine.learning.simulation.ground import Ground

WORLDS = ("swapped", "reversed", "zero", "shipped")
_BASE = -2.2  # log-odds: an average passage pleases 10 % of visitors
_ROLE, _PHASE, _DOCUMENT, _OWN = 0.8, 0.4, 0.3, 0.3  # standard deviations of the effects, in log-odds


@dataclass(frozen=True)
class World:
    """`rates` (R, P, n): true probability that a passage pleases a visitor of that role in that phase."""

    name: str
    rates: Numbers


def make_world(name: str, ground: Ground, seed: int = 1) -> World:
    """A world over a library.

    Args:
        name: swapped: roles want each other's facets, pairwise; reversed: phases want each other's formats and jobs in
            reverse order; zero: nothing matters, whoever is asking; shipped: the tables of the taxonomy are true.
            In all but zero, documents also differ in quality, and each role likes or dislikes some facets for reasons
            of its own, so that no ranking made from the tables is ever quite right.

    Raises:
        InvalidInput: there is no such world.
    """
    if name not in WORLDS:
        raise InvalidInput(f"There is no world {name!r}.", where="--world", fix=f"One of {', '.join(WORLDS)}.")
    taxonomy, rng = ground.taxonomy, np.random.default_rng([seed, 5])
    roles, phases, facets = list(taxonomy.roles), list(taxonomy.phases), list(taxonomy.facets)
    shape = (len(roles), len(phases), len(ground.arms))
    if name == "zero":
        return World(name, np.full(shape, _sigmoid(np.array(_BASE))))
    table = np.array([[taxonomy.role_facet.get(f, {}).get(r, 0.0) for r in roles] for f in facets])
    if name == "swapped":
        table = table[:, _swapped(len(roles))]
    shares = ground.facets / np.maximum(ground.facets.sum(axis=1, keepdims=True), 0.3)
    own = shares @ rng.standard_normal((len(facets), len(roles)))
    kinds = [taxonomy.type_phase.get(arm.type, {}) for arm in ground.arms]
    formats = np.array([[kind.get(phase, 5.0) / 10 for phase in phases] for kind in kinds])
    jobs = formats + ground.phases
    if name == "reversed":
        jobs = jobs[:, ::-1]
    names = sorted({arm.document for arm in ground.arms})
    quality = dict(zip(names, rng.standard_normal(len(names)), strict=True))
    documents = np.array([quality[arm.document] for arm in ground.arms])
    by_role = _ROLE * _standard(shares @ table) + _OWN * _standard(own)
    utility = (_BASE + _DOCUMENT * documents[None, None, :] + by_role.T[:, None, :]
               + _PHASE * _standard(jobs).T[None, :, :])
    return World(name, _sigmoid(utility))


def _swapped(n: int) -> list[int]:
    """Each role changes place with the one half the list away: management with it, finance with procurement ..."""
    return [(i + n // 2) % n if n % 2 == 0 else n - 1 - i for i in range(n)]


def _standard(effects: Numbers) -> Numbers:
    """Each column with mean 0 and standard deviation 1 over the passages."""
    centred = effects - effects.mean(axis=0)
    return centred / np.maximum(centred.std(axis=0), 1e-9)  # type: ignore[no-any-return]


def _sigmoid(x: Numbers) -> Numbers:
    return 1 / (1 + np.exp(-x))
