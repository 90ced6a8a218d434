"""Campaign tags: whom the sender meant, where the tag says so in plain words."""

from __future__ import annotations

import re
from collections.abc import Iterator
from urllib.parse import parse_qsl, unquote_plus

from engine.visitors.evidence.context import Context
from engine.visitors.evidence.wording import quoted
from engine.visitors.evidence.words_in import phase_words
from engine.visitors.models import Evidence
from engine.visitors.private_life import usable
from engine.visitors.ratios import normalised, powered, spread, squeezed
from engine.visitors.titles.roles_of import roles_of

_SPEAKING = {"utm_campaign", "utm_content", "utm_term"}
_ROLE_MOST, _PHASE_POWER = 3.0, 0.5


def campaign(context: Context) -> Iterator[Evidence]:
    """Role and phase from the words of a tag; half a clue, since links are passed on."""
    tag = usable(campaign_words(context.clues.campaign))
    if not tag:
        return
    wording = {"de": f"Sie kamen über „{quoted(tag)}“", "en": f"You came through “{quoted(tag)}”"}
    found = roles_of(tag, context.taxonomy, None)
    if found.certainty > 0:
        prior = normalised(context.taxonomy.role_prior)
        told = {r: (found.shares[r] * found.certainty + prior[r] * (1 - found.certainty)) / prior[r] for r in prior}
        ratios = squeezed(told, _ROLE_MOST)
        yield Evidence("campaign", ratios, wording, spread(ratios), "role", context.clues.now)
    phases = powered(phase_words(tag, context.taxonomy), _PHASE_POWER)
    if spread(phases) > 0:
        yield Evidence("campaign", phases, wording, spread(phases), "phase", context.clues.now)


def campaign_words(tag: str) -> str:
    """The plain words of utm_campaign, utm_content and utm_term, or of a bare tag."""
    text = tag.strip().lstrip("?")[:300]
    pairs = [value for key, value in parse_qsl(text) if key.lower() in _SPEAKING]
    plain = " ".join(pairs) if pairs or "utm_" in text.lower() else unquote_plus(text)
    return " ".join(re.sub(r"[^\w&]+|_|\d+", " ", plain).split())


def kept_campaign(tag: str) -> str:
    """What may be logged of a tag: its plain words, or a dash that says only that there was one; ids are gone."""
    return (campaign_words(tag) or "-") if tag.strip() else ""
