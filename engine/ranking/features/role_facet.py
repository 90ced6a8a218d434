"""What the passage speaks about against what the role usually wants to know."""

from __future__ import annotations

import numpy as np

from engine.ranking.features.feature import Feature, certainty
from engine.ranking.features.role_fit import role_weights
from engine.ranking.situation import Slate, Values


def _wanted(slate: Slate) -> Values:
    """(F,) how much each facet matters to the role, 0..1."""
    return slate.once("role_facet wanted", lambda: _worked_out(slate))


def _worked_out(slate: Slate) -> Values:
    taxonomy = slate.situation.release.taxonomy
    table = [[taxonomy.role_facet.get(f, {}).get(r, 0.0) / 3 for r in taxonomy.roles] for f in taxonomy.facets]
    wanted = np.array(table, dtype=np.float32).reshape(len(taxonomy.facets), -1) @ role_weights(slate)
    return wanted.astype(np.float32)


def _compute(slate: Slate) -> Values:
    facets = slate.situation.release.labels.facets[slate.rows]
    return np.asarray(facets @ _wanted(slate) / np.maximum(facets.sum(axis=1), 0.3), dtype=np.float32)


def _reason(slate: Slate, at: int, lang: str) -> str:
    role, taxonomy = slate.situation.visitor.role, slate.situation.release.taxonomy
    if slate.situation.neutral or role.id not in taxonomy.roles:
        return ""
    strength = slate.situation.release.labels.facets[slate.rows[at]] * _wanted(slate)
    if not len(strength) or strength.max() < 0.35:
        return ""
    best = int(strength.argmax())
    facet = list(taxonomy.facets.values())[best].name(lang)
    sure = certainty(slate, 2, at, best, lang)
    name = taxonomy.roles[role.id].name(lang)
    if lang == "de":
        return f"„{facet}“ ({sure}) zählt für „{name}“ zu den wichtigen Themen"
    return f"“{facet}” ({sure}) is among the topics that matter to “{name}”"


ROLE_FACET = Feature("role_facet", _compute, _reason)
