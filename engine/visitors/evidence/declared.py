"""What the visitor said himself, or what a known contact is: nearly certain, correctable, kept apart from the rest."""

from __future__ import annotations

from dataclasses import dataclass

from engine.visitors.evidence.context import Context
from engine.visitors.evidence.wording import names
from engine.visitors.models import Evidence


@dataclass(frozen=True)
class Declared:
    """A role said by click or known from a contact, with its probability."""

    role: str
    probability: float
    evidence: Evidence


def declared(context: Context) -> Declared | None:
    """The click beats the contact; None when neither names one of the taxonomy's roles."""
    clues, taxonomy = context.clues, context.taxonomy
    if clues.declared_role in taxonomy.roles:
        de, en = names(taxonomy.roles[clues.declared_role])
        wording = {"de": f"Sie haben „{de}“ gewählt", "en": f"You chose “{en}”"}
        return _as(context, clues.declared_role, "declared_click", 0.95, wording)
    if clues.known_role in taxonomy.roles:
        de, en = names(taxonomy.roles[clues.known_role])
        wording = {"de": f"Wir kennen Sie aus unseren Kontakten als „{de}“", "en": f"We know you from our contacts as “{en}”"}
        return _as(context, clues.known_role, "crm_confirmed", 0.97, wording)
    return None


def _as(context: Context, role: str, rule: str, default: float, wording: dict[str, str]) -> Declared:
    probability = context.taxonomy.role_rules.get(rule, default)
    rest = (1 - probability) / max(1, len(context.taxonomy.roles) - 1)
    ratios = {r: probability / max(rest, 1e-9) if r == role else 1.0 for r in context.taxonomy.roles}
    return Declared(role, probability, Evidence("declared", ratios, wording, 99.0))
