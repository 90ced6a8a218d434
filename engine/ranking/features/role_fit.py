"""Whether a passage serves the visitor's role, averaged over what the role may be."""

from __future__ import annotations

import numpy as np

from engine.ranking.features.feature import Feature, percent
from engine.ranking.situation import Slate, Values


def role_weights(slate: Slate) -> Values:
    """(R,) how much each role counts: the posterior once it may be acted on, else all roles evenly."""
    roles = slate.situation.release.taxonomy.roles
    posterior = slate.situation.visitor.role
    if slate.situation.neutral or posterior.id not in roles:
        return np.full(len(roles), 1 / len(roles), dtype=np.float32)
    return np.array([posterior.probabilities.get(role, 0.0) for role in roles], dtype=np.float32)


def _compute(slate: Slate) -> Values:
    labels = slate.situation.release.labels.roles[slate.rows]
    return (np.log(np.clip(labels, 0.02, 1.0)) @ role_weights(slate)).astype(np.float32)


def _reason(slate: Slate, at: int, lang: str) -> str:
    role = slate.situation.visitor.role
    taxonomy = slate.situation.release.taxonomy
    if slate.situation.neutral or role.id not in taxonomy.roles:
        return ""
    row = slate.rows[at]
    share = float(slate.situation.release.labels.roles[row, list(taxonomy.roles).index(role.id)])
    if share < 0.3:
        return ""
    name = taxonomy.roles[role.id].name(lang)
    given = bool(slate.situation.release.labels.given[row, 0])
    if lang == "de":
        return f"für „{name}“ ausgezeichnet" if given else f"nützt der Rolle „{name}“ ({percent(share, lang)})"
    return f"marked for “{name}”" if given else f"serves the role “{name}” ({percent(share, lang)})"


ROLE_FIT = Feature("role_fit", _compute, _reason)
