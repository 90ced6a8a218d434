"""Why an item is shown, in plain words and in the order of what counted most."""

from __future__ import annotations

from engine.ranking.features import FEATURES
from engine.ranking.situation import Chosen, Slate

_MOST = 4
_SLOTS = {
    "proof": {"de": "als Beleg aus der Praxis", "en": "as proof from practice"},
    "common": {"de": "gemeinsame Grundlage, für alle Rollen gleich", "en": "common ground, the same for every role"},
}


def reasons_for(slate: Slate, item: Chosen, lang: str) -> list[str]:
    """Up to four sentences; the slot's own purpose first, then features by what they added to the score."""
    lines = []
    if item.framed is not None:
        lines.append("so erzählt, wie Sie es gewählt haben" if lang == "de" else "told the way you chose")
    if item.slot in _SLOTS:
        lines.append(_SLOTS[item.slot].get(lang, _SLOTS[item.slot]["en"]))
    if item.slot != "common":
        by_weight = sorted(FEATURES, key=lambda f: -abs(float(slate.contributions[f.name][item.at])))
        lines += [line for line in (f.reason(slate, item.at, lang) for f in by_weight) if line]
    if not lines:
        lines.append("breit nützlich, solange Ihre Rolle nicht bekannt ist" if lang == "de"
                     else "broadly useful while your role is unknown")
    return lines[:_MOST]
