"""Answers in the shape of the HTTP contract, for the stand-in service of the browser tests."""

from __future__ import annotations

from typing import Any

ROLES: dict[str, list[tuple[str, str]]] = {
    "de": [
        ("management", "Geschäftsführung"), ("finance", "Finanzen & Controlling"),
        ("operations", "Produktion & Bereichsleitung"), ("technical", "Technik, Konstruktion & Instandhaltung"),
        ("it", "IT & Informationssicherheit"), ("procurement", "Einkauf"), ("user", "Anwendung & Bedienung"),
        ("assurance", "Qualität, Recht, Arbeitsschutz, Betriebsrat"),
    ],
    "en": [
        ("management", "Executive management"), ("finance", "Finance & controlling"),
        ("operations", "Operations & department lead"), ("technical", "Engineering & maintenance"),
        ("it", "IT & information security"), ("procurement", "Procurement"), ("user", "Day-to-day user"),
        ("assurance", "Quality, legal, safety, works council"),
    ],
}  # fmt: skip

# key: document, type, title, heading, snippet
PIECES: dict[str, dict[str, tuple[str, str, str, str, str]]] = {
    "de": {
        "short": ("wissen/endverpackung-automatisieren.md", "white_paper", "Endverpackung automatisieren",
                  "Das Wichtigste in zwei Minuten", "In den zwölf zuletzt ausgewerteten Projekten stieg die "
                  "Ausbringung der ganzen Linie um 38 Prozent, weil das Packen nicht länger der Engpass war."),
        "skills": ("wissen/formatwechsel-verkuerzen.md", "white_paper", "Formatwechsel verkürzen: von 55 auf 12 Minuten",
                   "Wer umstellt und was er dafür können muss", "Für die Stufen eins bis drei genügt eine eingewiesene "
                   "Bedienerin; eine Fachkraft ist nicht nötig."),
        "offers": ("preise/preise-2026.md", "price_information", "Preise und Lieferumfang 2026", "Was enthalten ist",
                   "In unseren Angeboten sind ein Formatsatz, die Inbetriebnahme mit neun Arbeitstagen und zwei "
                   "Bedienerschulungen enthalten."),
        "shift": ("projekt/einfuehrungsplan.md", "implementation_plan", "Einführung in 14 Wochen",
                  "Umbau bei laufender Produktion", "Jede Linie stand fünf Produktionstage; ein Vorrat von vier Tagen "
                  "überbrückte die Lücke."),
        "tco": ("preise/gesamtkosten-fuenf-jahre.md", "roi_tco_calculator", "Gesamtkosten über fünf Jahre",
                "Laufende Kosten", "Jährlich fallen 31.400 € für Energie, Klebstoff, Ersatzteile und Wartung an."),
        "remote": ("sicherheit/fernzugriff.md", "compliance_pack", "Fernzugriff und Netztrennung", "Wer von außen hineinkommt",
                   "Ins Internet geht nur eine ausgehende Verbindung, und auch die nur, wenn jemand am Schaltschrank den "
                   "Schlüsselschalter dreht."),
        "proof": ("referenzen/kaeserei-almgrund.md", "case_study", "Käserei Almgrund: zwei Linien, 84 Prozent OEE",
                  "Das Ergebnis auf einen Blick", "Die Menge je Schicht stieg von 38.000 auf 53.000 Packungen."),
        "team": ("projekt/checkliste-aufstellung.md", "checklist", "Checkliste Aufstellung", "Vor dem Aufstelltag",
                 "Druckluft, Bodenfläche und ein Ansprechpartner je Gewerk müssen vor dem Aufstelltag stehen."),
    },
    "en": {
        "short": ("en/insights/automating-end-of-line.md", "white_paper", "Automating end-of-line packaging",
                  "The essentials in two minutes", "Across the twelve most recent projects the output of the whole line rose "
                  "by 38 per cent, because packing was no longer the bottleneck."),
        "skills": ("en/insights/changeover.md", "white_paper", "Shorter changeovers: from 55 to 12 minutes",
                   "Who changes over, and what they need to know", "For stages one to three an instructed operator is enough; "
                   "no skilled technician is needed."),
        "offers": ("en/pricing/prices-2026.md", "price_information", "Prices and scope of supply 2026", "What is included",
                   "Our offers include one format set, commissioning with nine working days and two operator trainings."),
        "shift": ("en/project/plan.md", "implementation_plan", "Live in 14 weeks", "Rebuilding while production runs",
                  "Each line stood still for five production days; four days of stock bridged the gap."),
        "tco": ("en/pricing/tco.md", "roi_tco_calculator", "Five-year total cost", "Running cost",
                "Energy, glue, spare parts and maintenance come to 31,400 euros a year."),
        "remote": ("sicherheit/fernzugriff.md", "compliance_pack", "Fernzugriff und Netztrennung",
                   "Wer von außen hineinkommt", "Ins Internet geht nur eine ausgehende Verbindung, und auch die nur, wenn "
                   "jemand am Schaltschrank den Schlüsselschalter dreht."),
        "proof": ("en/references/almgrund.md", "case_study", "Almgrund dairy: two lines, 84 per cent OEE",
                  "The result at a glance", "Output per shift rose from 38,000 to 53,000 packs."),
        "team": ("en/project/checklist.md", "checklist", "Site checklist", "Before installation day",
                 "Compressed air, floor space and one contact per trade must be in place before installation day."),
    },
}  # fmt: skip

# role: main, then next; proof and common are the same for everybody
ORDER: dict[str, list[str]] = {
    "unknown": ["short", "shift", "tco", "offers"],
    "operations": ["skills", "shift", "short", "remote"],
    "procurement": ["offers", "tco", "shift"],
    "it": ["remote", "short", "shift"],
}

# as the service names them: in the language of the answer, by the taxonomy
TYPE_LABELS = {
    "de": {"white_paper": "Whitepaper", "price_information": "Preise", "implementation_plan": "Einführungsplan",
           "roi_tco_calculator": "Rechner", "compliance_pack": "Nachweise", "case_study": "Fallstudie", "checklist": "Checkliste"},
    "en": {"white_paper": "White paper", "price_information": "Price information", "implementation_plan": "Implementation plan",
           "roi_tco_calculator": "Calculator", "compliance_pack": "Compliance pack", "case_study": "Case study",
           "checklist": "Checklist"},
}  # fmt: skip

QUESTIONS: dict[str, list[str]] = {
    "de": ["Welche Kenntnisse braucht mein Personal?", "Wie lange steht die Linie beim Umbau?", "Wer hilft nachts um drei?"],
    "en": ["What skills will my staff need?", "How long is the line down?", "Who helps at three in the morning?"],
}
BECAUSE = {"de": "Beantwortet, was Ihre Rolle am häufigsten fragt", "en": "Answers what your role asks most often"}


def item(slot: str, key: str, lang: str) -> dict[str, Any]:
    """One recommended item."""
    document, kind, title, heading, snippet = PIECES[lang][key]
    own = "de" if not document.startswith("en/") else "en"
    return {
        "slot": slot, "document": document, "passage": f"{document}#{heading}", "heading": heading, "title": title,
        "type": kind, "type_label": TYPE_LABELS[lang][kind], "lang": own, "snippet": snippet, "score": 0.8, "propensity": 0.4, "features": {},
        "url": f"https://www.example.com/{document.removesuffix('.md')}#:~:text={key}", "reasons": [BECAUSE[lang]],
    }  # fmt: skip


def recommendation(request: dict[str, Any]) -> dict[str, Any]:
    """The decision for a request; a declared role changes main and next."""
    lang = request.get("lang", "en")
    role = request.get("role") or "unknown"
    keys = ORDER.get(role, ORDER["unknown"])
    items = [item("main" if place == 0 else "next", key, lang) for place, key in enumerate(keys)]
    items += [item("proof", "proof", lang), item("common", "team", lang)]
    declared = role != "unknown"
    return {
        "decision": f"d-{role}-{lang}", "release": "sha256:0", "policy": "fixed@1", "group": "engine",
        "visitor": {"role": {"id": role, "probability": 0.9, "source": "declared" if declared else "unknown", "reasons": []},
                    "phase": {"id": "explore", "probability": 0.4, "reasons": []}},
        "items": items, "answer": "not_asked", "questions": QUESTIONS[lang],
        "roles": [{"id": one, "label": label} for one, label in ROLES[lang]], "degraded": False,
    }  # fmt: skip


def answer(question: str, lang: str) -> dict[str, Any]:
    """Extractive answers; a question with 'Mars' or 'moon' is not in the library."""
    known = not any(word in question for word in ("Mars", "moon"))
    items = [item("main", "skills", lang), item("main", "shift", lang)] if known else [item("main", "short", lang)]
    return {"answer": "found" if known else "none", "confidence": 0.7 if known else 0.1,
            "items": [{**one, "near": not known} for one in items]}  # fmt: skip
