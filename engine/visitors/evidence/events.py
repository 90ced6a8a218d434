"""Known events: what visitors do who pass on, ask for contact, look at prices, calculate or log in."""

from __future__ import annotations

from collections.abc import Iterator

from engine.visitors.evidence.context import Context
from engine.visitors.evidence.words_in import signal_ratios
from engine.visitors.models import Evidence
from engine.visitors.ratios import spread

SIGNAL_OF_EVENT = {
    "share": "event_pass_on", "contact_form": "event_contact", "pricing_view": "page_pricing",
    "calculator": "calculator_used", "customer_login": "customer_login", "second_purchase": "second_purchase",
    "colleague": "multi_person_same_account",
}
_WORDING = {
    "share": ("Sie haben etwas weitergegeben", "You passed something on"),
    "contact_form": ("Sie haben Kontakt aufgenommen", "You got in touch"),
    "pricing_view": ("Sie haben sich Preise angesehen", "You looked at prices"),
    "calculator": ("Sie haben gerechnet", "You used the calculator"),
    "customer_login": ("Sie sind als Kunde angemeldet", "You are logged in as a customer"),
    "second_purchase": ("Sie planen eine weitere Anschaffung", "You plan another purchase"),
    "colleague": ("Kolleginnen oder Kollegen waren auch hier", "Colleagues of yours were here too"),
}


def events(context: Context) -> Iterator[Evidence]:
    """Each kind of event once a visit day; they say nothing about the role."""
    seen: set[tuple[str, object]] = set()
    for clue in sorted(context.clues.history, key=lambda c: (c.at, c.type, c.document)):
        if clue.type not in SIGNAL_OF_EVENT or clue.at > context.clues.now or (clue.type, clue.at.date()) in seen:
            continue
        seen.add((clue.type, clue.at.date()))
        ratios = signal_ratios(SIGNAL_OF_EVENT[clue.type], context.taxonomy)
        if spread(ratios) > 0:
            document = context.release.document(clue.document) if clue.document else None
            de, en = _WORDING[clue.type]
            title = f" ({document.title})" if document else ""
            yield Evidence(clue.type, ratios, {"de": de + title, "en": en + title}, spread(ratios), "phase", clue.at)
