"""What this ranking thinks of a release for every role and phase: the ground for simulated visitors."""

from __future__ import annotations

from datetime import date

import numpy as np

from engine.learning.arms import arms_of
from engine.learning.policy import Numbers
from engine.learning.simulation.ground import Ground
from engine.ranking.neutral import neutral_rows
from engine.ranking.scored import scored
from engine.ranking.situation import Situation
from engine.retrieval.release import Release
from engine.visitors.models import UNKNOWN, Posterior, VisitorView

_SURE = 0.9  # probability of a declared role, and of a phase that the visitor's clues speak for


def ground_of(release: Release, today: date, lang: str) -> Ground:
    """Scores of all passages in `lang` that may be shown, exactly as `rank` would score them on a page without question."""
    taxonomy = release.taxonomy
    rows = _rows(release, today, lang)
    arms, at = arms_of(release), {int(row): n for n, row in enumerate(rows)}
    scores = {
        (role, phase): _scores(release, today, lang, role, phase, at, neutral=False)
        for role in [*taxonomy.roles, UNKNOWN] for phase in [*taxonomy.phases, UNKNOWN]
    }
    neutral = _scores(release, today, lang, UNKNOWN, UNKNOWN, at, neutral=True)
    return Ground(release.id, taxonomy, tuple(arms[row] for row in rows), release.labels.facets[rows].astype(np.float64),
                  release.labels.phases[rows].astype(np.float64), scores, neutral)


def _rows(release: Release, today: date, lang: str) -> list[int]:
    shown = release.visible_rows(today)
    return [row for row, passage in enumerate(release.passages) if shown[row] and passage.lang == lang]


def _scores(
    release: Release, today: date, lang: str, role: str, phase: str, at: dict[int, int], *, neutral: bool
) -> Numbers:
    taxonomy = release.taxonomy
    visitor = VisitorView(_posterior(dict(taxonomy.role_prior), role), _posterior(dict(taxonomy.phase_prior["search"]), phase))
    situation = Situation(release=release, visitor=visitor, today=today, lang=lang, neutral=neutral)
    slate = scored(situation, neutral_rows(situation))
    scores = np.full(len(at), float(slate.score.min()) if len(slate.score) else 0.0)
    for row, value in zip(slate.rows.tolist(), slate.score.tolist(), strict=True):
        if row in at:
            scores[at[row]] = value
    return scores


def _posterior(prior: dict[str, float], label: str) -> Posterior:
    if label == UNKNOWN:
        return Posterior(prior)
    rest = (1 - _SURE) / max(1, len(prior) - 1)
    return Posterior({name: _SURE if name == label else rest for name in prior}, label, "declared")
