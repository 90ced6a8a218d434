"""Why an item is shown, in plain words and in the order of what decided for it."""

from __future__ import annotations

import numpy as np

from engine.ranking.common_ground import BROCHURE
from engine.ranking.features import FEATURES, Feature
from engine.ranking.layout import needs_of, slot_names
from engine.ranking.situation import Chosen, Slate
from engine.visitors.models import UNKNOWN
from engine.visitors.overlays import CONSENSUS, VALIDATION

_MOST = 4
# points of score above the mean of the candidates: less decides nothing
_LEAST = 0.05
_SERVES = 0.3  # probability from which a passage is said to serve a role
_SLOTS = {
    "proof": {"de": "als Beleg aus der Praxis", "en": "as evidence from practice"},
    "common": {"de": "gemeinsame Grundlage, ohne Blick auf die Rolle gewählt", "en": "common ground, chosen whatever the role"},
}
# what proves something on paper is no practice
_PROOF_OF_TYPE = {
    "compliance_pack": {"de": "als Nachweis", "en": "as documentary evidence"},
    "research_study": {"de": "als Beleg aus einer Studie", "en": "as evidence from a study"},
}
_TO_PASS_ON = {"de": "zum Weitergeben gemacht", "en": "made to be passed on"}
# what the visitor's needs add to a slot's purpose
_NEEDED = {
    "proof": (VALIDATION, {"de": "weil Sie nach Belegen oder Zahlen fragen", "en": "because you ask for evidence or figures"}),
    "common": (CONSENSUS, {"de": "weil offenbar mehrere mitentscheiden", "en": "because several people seem to decide"}),
}
_FOR_EVERYBODY = frozenset({"question_match", "question_facet", "curated"})  # what may speak for the common block


def reasons_for(slate: Slate, item: Chosen, lang: str) -> list[str]:
    """Up to four sentences: the slot's own purpose, what lifted the item (the most decisive first), then the notes."""
    lines = []
    if item.framed is not None:
        lines.append("so erzählt, wie Sie es gewählt haben" if lang == "de" else "told the way you chose")
    if item.slot in _SLOTS:
        lines.append(_purpose(slate, item, lang))
    lines += [line for line in (f.reason(slate, item.at, lang) for f in _lifting(slate, item)) if line]
    notes = [line for line in (f.reason(slate, item.at, lang) for f in FEATURES if f.note) if line]
    return [*(lines or [_overall(slate, item, lang)])[:_MOST - len(notes)], *notes]


def _purpose(slate: Slate, item: Chosen, lang: str) -> str:
    """What the slot is for, and the visitor's need where the item is there for it; others would be there without it."""
    situation = slate.situation
    need, because = _NEEDED[item.slot]
    alike = [other for other in slate.chosen if other.slot == item.slot]
    number = next((n for n, other in enumerate(alike) if other is item), 0)
    kind = situation.release.types[situation.release.document_of[slate.row_of(item)]].id
    purpose = _PROOF_OF_TYPE.get(kind, _SLOTS["proof"]) if item.slot == "proof" else _SLOTS[item.slot]
    if need not in needs_of(situation) or number < slot_names(situation.slots).count(item.slot):
        return _in(lang, purpose)
    purpose = _TO_PASS_ON if need == CONSENSUS and kind == BROCHURE else purpose
    return f"{_in(lang, purpose)}, {_in(lang, because)}"


def _in(lang: str, words: dict[str, str]) -> str:
    return words.get(lang, words["en"])


def lift(slate: Slate, name: str, at: int) -> float:
    """What a feature adds to a candidate's score beyond what it adds to the candidates on average.

    The contribution alone does not tell: where the best value is 0, as with a logarithm, the best fit adds nothing.
    """
    values = slate.contributions[name]
    return float(values[at]) - float(values.mean())


def _lifting(slate: Slate, item: Chosen) -> list[Feature]:
    """The features that speak for the item, by how much they do."""
    speaking = [f for f in FEATURES if not f.note and (item.slot != "common" or f.name in _FOR_EVERYBODY)]
    lifts = {f.name: lift(slate, f.name, item.at) for f in speaking}
    return sorted((f for f in speaking if lifts[f.name] >= _LEAST), key=lambda f: -lifts[f.name])


def _overall(slate: Slate, item: Chosen, lang: str) -> str:
    """For what is there without a reason that stands out."""
    served = (slate.situation.release.labels.roles[slate.rows] >= _SERVES).sum(axis=1)
    unknown = slate.situation.neutral or slate.situation.visitor.role.id == UNKNOWN
    here, roles = int(served[item.at]), len(slate.situation.release.taxonomy.roles)
    if unknown and here > max(1.0, float(np.median(served))):
        return (f"nützt mehr Rollen als die meisten Stellen ({here} von {roles})" if lang == "de"
                else f"serves more roles than most passages ({here} of {roles})")
    return ("passt im Ganzen, ohne dass ein einzelner Grund hervorsticht" if lang == "de"
            else "fits on the whole, no single reason stands out")
