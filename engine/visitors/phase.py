"""Which buying job the visitor is busy with: a Bayes filter over phases that may follow each other in any order."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

import numpy as np
from numpy.typing import NDArray

from engine.visitors.entry import entry_kind
from engine.visitors.evidence.context import Context
from engine.visitors.fading import left_of
from engine.visitors.models import UNKNOWN, Evidence, Posterior
from engine.visitors.ratios import capped, normalised, powered, product, spread, squeezed
from engine.visitors.visits import PAUSE, visit_numbers

Shares = NDArray[np.float64]
_STAY_WITHIN_VISIT, _STEP_MINUTES = 0.85, 10.0
_WORTH_TELLING = 0.25


def phase_posterior(context: Context, evidence: Sequence[Evidence]) -> Posterior:
    """Run the filter over everything known, oldest first, up to now.

    Between visits: one step of the transition table, then forgetting towards the prior of how he arrived. Within a
    visit the table counts 15 % every ten minutes. `linear` journeys have their own table, and evidence is damped.

    Args:
        evidence: about phases, each with its moment.
    """
    taxonomy, now = context.taxonomy, context.clues.now
    table = _table(context)
    start = np.array([entry_prior(context)[phase] for phase in taxonomy.phases])
    timed = sorted((e for e in evidence if e.at is not None), key=lambda e: e.at or now)
    counted = _counted(context, timed)
    shares, before = start, None
    for one in counted:
        at = one.at or now
        shares = _moved(shares, before, at, table, start, context)
        shares = shares * np.array([one.ratios[phase] for phase in taxonomy.phases])
        shares, before = shares / shares.sum(), at
    shares = _moved(shares, before, now, table, start, context)
    named = {phase: float(share) for phase, share in zip(taxonomy.phases, shares, strict=True)}
    return _decided(context, named, counted)


def entry_prior(context: Context) -> dict[str, float]:
    """The taxonomy's prior for how the visitor arrived; without a referrer, a question makes a search likely too."""
    priors, clues = context.taxonomy.phase_prior, context.clues
    kind = entry_kind(clues.referrer, clues.campaign)
    even = dict.fromkeys(context.taxonomy.phases, 1.0)
    chosen = priors.get(kind) or priors.get("search") or even
    return normalised(powered(chosen, context.calibration.phase.prior))


def _moved(
    shares: Shares, before: datetime | None, at: datetime, table: Shares, start: Shares, context: Context
) -> Shares:
    if before is None:
        return shares
    gap = at - before
    if gap <= PAUSE:
        stay = _STAY_WITHIN_VISIT ** (gap.total_seconds() / 60 / _STEP_MINUTES)
        return np.asarray(stay * shares + (1 - stay) * (shares @ table))
    half_life = context.taxonomy.phase_rules.get("recency_half_life_days", 21)
    left = left_of(before, at, half_life)
    return np.asarray(left * (shares @ table) + (1 - left) * start)


def _table(context: Context) -> Shares:
    tables = context.taxonomy.transitions
    rows = tables.get(context.clues.journey) or tables.get("nonlinear") or next(iter(tables.values()))
    table = np.array(rows, dtype=np.float64)
    return np.asarray(table / table.sum(axis=1, keepdims=True))


def _counted(context: Context, timed: Sequence[Evidence]) -> list[Evidence]:
    """Capped a clue and a visit, damped in linear business."""
    rules, phases = context.taxonomy.phase_rules, context.taxonomy.phases
    damp = rules.get("linear_lr_power", 0.35) if context.clues.journey == "linear" else 1.0
    single = [powered(capped(e.ratios, rules.get("max_lr_per_event", 8)), damp) for e in timed]
    numbers = visit_numbers([e.at or context.clues.now for e in timed])
    most = rules.get("max_lr_per_visit", 30)
    kept = []
    for one, ratios, number in zip(timed, single, numbers, strict=True):
        whole = product([r for r, n in zip(single, numbers, strict=True) if n == number], phases)
        share = spread(squeezed(whole, most)) / spread(whole) if spread(whole) > 0 else 1.0
        counted = powered(ratios, share)
        kept.append(replace(one, ratios={p: counted.get(p, 1.0) for p in phases}, strength=spread(counted)))
    return kept


def _decided(context: Context, shares: dict[str, float], counted: Sequence[Evidence]) -> Posterior:
    first = max(shares, key=lambda phase: shares[phase])
    sure = shares[first] >= context.calibration.phase.act_from
    half_life = context.taxonomy.phase_rules.get("recency_half_life_days", 21)
    told = tuple(
        replace(e, strength=e.strength * left_of(e.at or context.clues.now, context.clues.now, half_life))
        for e in counted
    )
    return Posterior(shares, first if sure else UNKNOWN, "inferred" if sure else UNKNOWN,
                     tuple(e for e in told if e.strength >= _WORTH_TELLING))
