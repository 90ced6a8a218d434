"""Who the visitor is: prior times evidence; what he says himself stands above, and apart from, what is inferred."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from engine.visitors.evidence.context import Context
from engine.visitors.evidence.declared import declared
from engine.visitors.fading import left_of
from engine.visitors.models import UNKNOWN, Evidence, Posterior
from engine.visitors.ratios import capped, normalised, powered, product, spread, squeezed
from engine.visitors.titles.roles_of import roles_of
from engine.visitors.visits import visit_numbers

_BOTH_HATS, _FIRST_HAT = 0.75, 0.35
_WORTH_TELLING = 0.25
_MORE_VISITS = 2  # while they are fresh, three visits may say as much as they like; of old ones counts less than one


def role_posterior(context: Context, evidence: Sequence[Evidence], *, buying: bool) -> Posterior:
    """Probabilities of all roles, and the one to act on.

    Args:
        evidence: about roles, in order of time. buying: False for students, applicants and staff, for whom no
            inferred role is acted on.
    """
    inferred = _inferred(context, evidence)
    said = declared(context)
    if said is None:
        return _decided(context, inferred, buying)
    others = normalised({r: p for r, p in inferred.probabilities.items() if r != said.role} or {said.role: 1.0})
    shares = {r: (1 - said.probability) * p for r, p in others.items()} | {said.role: said.probability}
    ordered = {role: shares[role] for role in context.taxonomy.roles}
    return Posterior(ordered, said.role, "declared", (said.evidence, *inferred.evidence))


def _inferred(context: Context, evidence: Sequence[Evidence]) -> Posterior:
    taxonomy, rules = context.taxonomy, context.taxonomy.phase_rules
    prior = powered(normalised(taxonomy.role_prior), context.calibration.role.prior)
    lasting = [e for e in evidence if e.at is None]
    timed = faded(evidence, context, rules)
    by_visit: dict[int, list[dict[str, float]]] = {}
    for number, one in zip(visit_numbers([_at(e) for e in timed]), timed, strict=True):
        by_visit.setdefault(number, []).append(one.ratios)
    most = rules.get("max_lr_per_visit", 30)
    visits = [squeezed(product(many, taxonomy.roles), most) for many in by_visit.values()]
    left = max((left_of(_at(e), context.clues.now, rules.get("recency_half_life_days", 21)) for e in timed), default=0.0)
    # each clue has faded, but many faded ones would still add up: all visits together fade too
    together = squeezed(product(visits, taxonomy.roles), most ** (left * (1 + _MORE_VISITS * left)))
    weights = product([prior, *(e.ratios for e in lasting), together], taxonomy.roles)
    told = tuple(e for e in (*lasting, *timed) if e.strength >= _WORTH_TELLING)
    return Posterior(normalised(weights), evidence=told)


def faded(evidence: Sequence[Evidence], context: Context, rules: dict[str, float]) -> list[Evidence]:
    """Evidence with a moment, capped and as strong as it still is."""
    kept = []
    for one in evidence:
        if one.at is None:
            continue
        left = left_of(one.at, context.clues.now, rules.get("recency_half_life_days", 21))
        ratios = powered(capped(one.ratios, rules.get("max_lr_per_event", 8)), left)
        kept.append(replace(one, ratios=ratios, strength=spread(ratios)))
    return kept


def _decided(context: Context, inferred: Posterior, buying: bool) -> Posterior:
    shares = inferred.probabilities
    first, *rest = sorted(shares, key=lambda role: -shares[role])
    act_from = context.calibration.role.act_from
    if not buying:
        return inferred
    named = roles_of(context.clues.job_title, context.taxonomy, None).named if context.clues.job_title else ()
    hats = (first, rest[0]) if rest and len(named) == 2 and {first, rest[0]} == set(named) else ()
    enough = shares[first] >= act_from or (
        bool(hats) and shares[first] >= _FIRST_HAT and sum(shares[h] for h in hats) >= max(act_from, _BOTH_HATS)
    )
    return replace(inferred, id=first, source="inferred", hats=hats) if enough else replace(inferred, id=UNKNOWN)


def _at(evidence: Evidence) -> datetime:
    assert evidence.at is not None  # noqa: S101 - only timed evidence comes here
    return evidence.at
