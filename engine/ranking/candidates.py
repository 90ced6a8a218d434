"""Which passages are considered at all: visible ones, inside the scope, not the page being read."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from engine.ranking.common_ground import begin_with, brochures, worth, worth_passing_on
from engine.ranking.situation import Situation, Slate
from engine.retrieval.search import match, score_rows
from engine.visitors.overlays import CONSENSUS

_MOST_WITHOUT_QUESTION = 600
# of these the block comes that is the same for all roles, and what nobody in particular is shown; some may have been read already
_FOR_EVERYBODY = 24


def candidates(situation: Situation, also: Sequence[int] = ()) -> Slate:
    """Filters come first: what may not be shown is not scored.

    Args:
        also: rows that are considered wherever they may be shown, however large the library is; without a question only.
    """
    release = situation.release
    allowed = release.visible_rows(situation.today).copy()
    if situation.scope:
        inside = np.zeros(len(allowed), dtype=bool)
        inside[release.rows_of(situation.scope)] = True
        allowed &= inside
    elif situation.page:
        allowed[release.rows_of(situation.page)] = False
    if situation.question is None:
        allowed &= ~release.prefaces
        return Slate(situation, _likely(situation, allowed, np.asarray(also, dtype=np.int64)))
    if situation.scope:
        matches = score_rows(release, situation.question, np.flatnonzero(allowed))
    else:
        matches = match(release, situation.question, allowed)
    return Slate(situation, matches.rows, matches)


def _likely(situation: Situation, allowed: NDArray[np.bool_], also: NDArray[np.int64]) -> NDArray[np.int64]:
    """Without a question every allowed passage is considered; in a large library the likeliest by label."""
    rows = np.flatnonzero(allowed)
    if len(rows) <= _MOST_WITHOUT_QUESTION:
        return rows
    labels, taxonomy, visitor = situation.release.labels, situation.release.taxonomy, situation.visitor
    roles, phases = (dict.fromkeys(known, 1 / len(known)) if situation.neutral else told for known, told in (
        (taxonomy.roles, visitor.role.probabilities), (taxonomy.phases, visitor.phase.probabilities)))
    role = np.array([roles.get(r, 0.0) for r in taxonomy.roles], dtype=np.float32)
    phase = np.array([phases.get(p, 0.0) for p in taxonomy.phases], dtype=np.float32)
    likely = labels.roles[rows] @ role + 0.5 * (labels.phases[rows] @ phase)
    if visitor.interest is not None and not situation.neutral:
        likely += 3 * (situation.release.vectors[rows] @ visitor.interest)
    kept = np.argpartition(-likely, _MOST_WITHOUT_QUESTION)[:_MOST_WITHOUT_QUESTION]
    shared = np.argpartition(-worth(situation.release, rows, situation.lang), _FOR_EVERYBODY)[:_FOR_EVERYBODY]
    if situation.nobody:
        start = begin_with(situation.release, rows, situation.lang)
        shared = np.union1d(shared, np.argpartition(-start, _FOR_EVERYBODY)[:_FOR_EVERYBODY])
    if CONSENSUS in visitor.overlays and not situation.neutral:
        shared = np.union1d(shared, _to_pass_on(situation, rows))
    chosen = np.union1d(rows[np.union1d(kept, shared)], also[allowed[also]])
    if situation.open_question is None or situation.neutral:
        return chosen
    return np.union1d(chosen, match(situation.release, situation.open_question, allowed).rows)


def _to_pass_on(situation: Situation, rows: NDArray[np.int64]) -> NDArray[np.int64]:
    """Positions among the rows of the best passage of each of the 24 brochures that most help to win others over."""
    made = np.flatnonzero(brochures(situation, rows))
    made = made[np.argsort(-worth_passing_on(situation, rows[made]), kind="stable")]
    _, best = np.unique(situation.release.document_of[rows[made]], return_index=True)
    return made[np.sort(best)[:_FOR_EVERYBODY]]
