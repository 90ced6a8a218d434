"""Made-up visitors: who they are, what they like to read, what they ask. Nothing here is measured on real people."""

from __future__ import annotations

import random
from dataclasses import dataclass, field

PHASES = ("problem", "explore", "requirements", "select", "assure", "use")
LIKES: dict[str, frozenset[str]] = {
    "management": frozenset({"case_study", "trade_article", "roi_tco_calculator", "handon_brochure"}),
    "finance": frozenset({"roi_tco_calculator", "price_information", "case_study"}),
    "operations": frozenset({"case_study", "training_offer", "implementation_plan", "checklist", "user_review"}),
    "technical": frozenset({"data_sheet", "product_page", "cad_technical_docs", "spec_template", "service_upgrade"}),
    "it": frozenset({"compliance_pack", "cad_technical_docs", "data_sheet"}),
    "procurement": frozenset({"price_information", "buyers_guide", "compliance_pack", "service_upgrade"}),
    "user": frozenset({"manual_support", "training_offer", "user_review"}),
    "assurance": frozenset({"compliance_pack", "checklist", "spec_template"}),
}
READ_IN: dict[str, frozenset[str]] = {
    "problem": frozenset({"trade_article", "blog_article", "white_paper", "checklist"}),
    "explore": frozenset({"white_paper", "case_study", "user_review", "product_page"}),
    "requirements": frozenset({"data_sheet", "spec_template", "checklist", "cad_technical_docs", "buyers_guide"}),
    "select": frozenset({"price_information", "buyers_guide", "roi_tco_calculator", "product_page"}),
    "assure": frozenset({"compliance_pack", "implementation_plan", "training_offer", "case_study"}),
    "use": frozenset({"manual_support", "service_upgrade", "training_offer"}),
}
ASKED: dict[str, tuple[str, ...]] = {
    "management": ("Wann macht sich die Anlage bezahlt?", "Wer in unserer Branche hat das schon?"),
    "finance": ("Was kostet die K120 über fünf Jahre?", "Kann man die Maschine leasen?"),
    "operations": ("Wie lange dauert ein Formatwechsel?", "Welche Schulungen gibt es für Bediener?"),
    "technical": ("Wie viel Platz braucht die K120?", "Welche Leistung schafft die K240 pro Minute?"),
    "it": ("Wie ist der Fernzugriff abgesichert?", "How long do you ship security updates?"),
    "procurement": ("Was kostet die K120?", "Which service contracts are there?"),
    "user": ("Was tun bei Störung E21?", "Wie reinige ich die Maschine?"),
    "assurance": ("Gibt es eine CE-Konformitätserklärung?", "Wie laut ist die K120?"),
}
ASKED_IN: dict[str, tuple[str, ...]] = {
    "problem": ("Warum stehen Kartonierer so oft?", "Was kostet uns ein Formatwechsel wirklich?"),
    "explore": ("Welche Bauarten von Kartonierern gibt es?", "Who in our industry uses this already?"),
    "requirements": ("Welche Angaben gehören ins Lastenheft?", "Welchen Platz und welche Anschlüsse braucht die K120?"),
    "select": ("Was unterscheidet die K120 von der K240?", "Wie lange ist ein Angebot gültig?"),
    "assure": ("Wie läuft die Abnahme ab?", "Was passiert, wenn die Maschine die Leistung nicht schafft?"),
    "use": ("Was tun bei Störung E21?", "Wo bestelle ich Ersatzteile?"),
}
GAPS = ("Gibt es die Maschine auch für Kosmetiktuben?", "Habt ihr eine Niederlassung in Brasilien?",
        "Kann die Linie Wein in Flaschen abfüllen?", "Do you deliver spare parts by drone?")
STUDENT = "Ich schreibe meine Bachelorarbeit über Kartonierer, habt ihr Literatur?"


@dataclass
class Person:
    """One simulated visitor; `token` only with consent. `phase` moves, sometimes back."""

    number: int
    role: str
    lang: str
    agrees: bool
    student: bool
    token: str = ""
    phase: int = 0
    said: str = ""
    known: bool = False
    visits: int = 0
    steps: set[str] = field(default_factory=set)

    def liking(self, kind: str) -> float:
        """The truth of this small world, 0..0.27: people look for what suits their role and what they are busy with."""
        return 0.05 + 0.11 * (kind in LIKES[self.role]) + 0.11 * (kind in READ_IN[PHASES[self.phase]])

    def question(self, dice: random.Random) -> str:
        """One that fits the role or the phase, or one that the library does not answer."""
        if self.student:
            return STUDENT
        if dice.random() < 0.25:
            return dice.choice(GAPS)
        return dice.choice(ASKED[self.role] if dice.random() < 0.5 else ASKED_IN[PHASES[self.phase]])

    def move(self, dice: random.Random) -> None:
        """To the next phase, stay, or back: buying groups reopen questions."""
        self.phase = min(max(self.phase + dice.choices((-1, 0, 1), (2, 4, 4))[0], 0), len(PHASES) - 1)


def person(number: int, dice: random.Random) -> Person:
    """A person by lot; seven in ten agree to be recognised, three in a hundred are students."""
    return Person(
        number, dice.choice(sorted(LIKES)), dice.choices(("de", "en"), (7, 3))[0], dice.random() < 0.7,
        dice.random() < 0.03, phase=dice.choices(range(6), (3, 4, 3, 2, 1, 2))[0],
    )
