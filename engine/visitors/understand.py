"""Clues to a view of the visitor: role, phase, what was read."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from engine.retrieval.release import Release
from engine.understanding.heads import Heads
from engine.visitors.models import UNKNOWN, Clues, Posterior, VisitorView


def understand(
    clues: Clues, release: Release, heads: Heads, vectors: Mapping[str, NDArray[np.float32]]
) -> VisitorView:
    """What the clues say.

    Args:
        vectors: unit vectors of every text in the clues (query, questions in the history, job title), by text.
    """
    taxonomy = release.taxonomy
    roles = dict(taxonomy.role_prior)
    phases = dict(taxonomy.phase_prior["search"])
    if clues.query and clues.query in vectors:
        by_role, by_phase, _ = heads.questions(vectors[clues.query][None, :])
        phases = {p: phases[p] * float(x) for p, x in zip(taxonomy.phases, by_phase[0], strict=True)}
        roles = {r: roles[r] * float(x) for r, x in zip(taxonomy.roles, by_role[0], strict=True)}
    role_id, source = UNKNOWN, UNKNOWN
    if clues.declared_role in roles:
        role_id, source = clues.declared_role, "declared"
        rest = 1 - taxonomy.role_rules["declared_click"]
        roles = {r: rest / max(1, len(roles) - 1) for r in roles} | {role_id: 1 - rest}
    total, whole = sum(phases.values()), sum(roles.values())
    read = frozenset(c.document for c in clues.history if c.document)
    return VisitorView(
        Posterior({r: p / whole for r, p in roles.items()}, role_id, source),
        Posterior({p: x / total for p, x in phases.items()}), read=read,
    )
