"""Known events: what visitors do who pass on, ask for contact, look at prices, calculate or log in."""

from __future__ import annotations

from collections.abc import Iterator

from engine.taxonomy.event_types import SIGNAL_OF_EVENT
from engine.visitors.evidence.context import Context
from engine.visitors.evidence.words_in import signal_ratios
from engine.visitors.models import Evidence
from engine.visitors.ratios import spread

WORDING = {
    "share": ("Sie haben etwas weitergegeben", "You passed something on"),
    "pass_on": ("Sie haben etwas weitergegeben", "You passed something on"),
    "contact_form": ("Sie haben Kontakt aufgenommen", "You got in touch"),
    "pricing_view": ("Sie haben sich Preise angesehen", "You looked at prices"),
    "calculator": ("Sie haben gerechnet", "You used the calculator"),
    "customer_login": ("Sie sind als Kunde angemeldet", "You are logged in as a customer"),
    "second_purchase": ("Sie planen eine weitere Anschaffung", "You plan another purchase"),
    "colleague": ("Kolleginnen oder Kollegen waren auch hier", "Colleagues of yours were here too"),
}


def events(context: Context) -> Iterator[Evidence]:
    """Each signal once a visit day, however many kinds of events raise it; they say nothing about the role."""
    seen: set[tuple[str, object]] = set()
    for clue in sorted(context.clues.history, key=lambda c: (c.at, c.type, c.document)):
        signal = SIGNAL_OF_EVENT.get(clue.type, "")
        if not signal or clue.at > context.clues.now or (signal, clue.at.date()) in seen:
            continue
        seen.add((signal, clue.at.date()))
        ratios = signal_ratios(signal, context.taxonomy)
        if spread(ratios) > 0:
            document = context.release.document(clue.document) if clue.document else None
            de, en = WORDING[clue.type]
            title = f" ({document.title})" if document else ""
            yield Evidence(clue.type, ratios, {"de": de + title, "en": en + title}, spread(ratios), "phase", clue.at)
