"""Whether documents of this kind are usually of use in this phase; the weakest clue of all."""

from __future__ import annotations

import numpy as np

from engine.ranking.features.feature import Feature
from engine.ranking.features.phase_fit import phase_weights
from engine.ranking.situation import Slate, Values

_OFTEN = 7  # of 10: how often people in a phase want documents of a type


def _compute(slate: Slate) -> Values:
    release = slate.situation.release
    table, phases = release.taxonomy.type_phase, release.taxonomy.phases
    weights = phase_weights(slate)
    by_type = {
        kind: float(np.dot([row.get(phase, 5.0) / 10 for phase in phases], weights)) for kind, row in table.items()
    }
    return release.by_kind(by_type, slate.rows, otherwise=0.5).astype(np.float32)


def _reason(slate: Slate, at: int, lang: str) -> str:
    release, phase = slate.situation.release, slate.situation.visitor.phase
    kind = release.types[release.document_of[slate.rows[at]]].id
    wanted = release.taxonomy.type_phase.get(kind, {}).get(phase.id, 0.0)
    if slate.situation.neutral or phase.id not in release.taxonomy.phases or wanted < _OFTEN:
        return ""
    label = release.taxonomy.types[kind].name(lang)
    name = release.taxonomy.phases[phase.id].name(lang)
    if lang == "de":
        return f"{label}: oft gefragt bei „{name}“ (Wertung {wanted:.0f} von 10)"
    return f"{label}: often wanted for “{name}” (rated {wanted:.0f} out of 10)"


PHASE_TYPE = Feature("phase_type", _compute, _reason)
