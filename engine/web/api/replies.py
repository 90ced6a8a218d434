"""Decisions, answers and roles in the words of the API: only the fields the schemas name leave the house."""

from __future__ import annotations

from engine.ranking.decision import Decision, Item
from engine.taxonomy import Taxonomy
from engine.taxonomy.models import pick
from engine.visitors.models import Posterior
from engine.web.api.schemas import recommendations as schema


def decision_reply(
    decision: Decision, taxonomy: Taxonomy, *, explain: bool, notes: list[str],
    events: schema.EventsReply | None = None,
) -> schema.Decision:
    """The decision as it is sent."""
    view, lang = decision.visitor, decision.lang
    return schema.Decision(
        decision=decision.id, release=decision.release, policy=decision.policy, group=decision.group,
        experiments=dict(decision.arms), lang=lang,
        visitor=schema.VisitorBelief(role=_belief(view.role, lang), phase=_belief(view.phase, lang)),
        items=[_item(item, taxonomy, lang, explain) for item in decision.items], answer=decision.answer,
        confidence=round(decision.confidence, 4), questions=list(decision.questions),
        roles=role_choices(taxonomy, lang), degraded=decision.degraded, notes=[*notes, *decision.notes], events=events,
    )


def role_choices(taxonomy: Taxonomy, lang: str) -> list[schema.RoleChoice]:
    """Ids and labels of all roles, in the taxonomy's order."""
    return [schema.RoleChoice(id=role, label=label.name(lang)) for role, label in taxonomy.roles.items()]


def type_label(taxonomy: Taxonomy, kind: str, lang: str) -> str:
    """A content type for people in `lang`; one without a name in the taxonomy is its id, written as words."""
    known = taxonomy.types.get(kind)
    return pick(known.label if known else {}, lang) or kind.replace("_", " ")


def _belief(posterior: Posterior, lang: str) -> schema.Belief:
    return schema.Belief(
        id=posterior.id, probability=round(posterior.probability, 4), source=posterior.source,
        posterior={name: round(value, 4) for name, value in posterior.probabilities.items()},
        reasons=posterior.reasons(lang),
    )


def _item(item: Item, taxonomy: Taxonomy, lang: str, explain: bool) -> schema.Item:
    return schema.Item(
        slot=item.slot, document=item.document, passage=item.passage, heading=item.heading, title=item.title,
        type=item.type, type_label=type_label(taxonomy, item.type, lang), lang=item.lang,
        snippet=item.snippet, url=item.url, score=item.score, propensity=item.propensity,
        reasons=list(item.reasons), near=item.near, frame=item.frame or None,
        features=item.features if explain else {},
        contributions=item.contributions if explain else {},
    )
