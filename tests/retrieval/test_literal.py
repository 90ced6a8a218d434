"""Critical questions across languages: the passage must hold what is asked, under its name in the passage's language."""

from __future__ import annotations

from itertools import product
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.retrieval import calibrated
from engine.retrieval.answers import answer, verdict
from engine.retrieval.calibrated import Calibration
from engine.retrieval.calibration.library import Source
from engine.retrieval.glossary import names
from engine.retrieval.glossary.names import in_stems, shipped, things_named
from engine.retrieval.literal import wanted
from engine.retrieval.search import match
from engine.tables import read_table
from tests.retrieval.makeshift import ask, everything, release

TABLES = {path.stem: path for path in sorted(Path(names.__file__).parent.glob("*.yaml"))}
LINES = [
    (file, german.split(","), english.split(",")) for file, path in TABLES.items() for german, english in read_table(path).items()
]


@pytest.fixture
def generous(monkeypatch: pytest.MonkeyPatch) -> None:
    """A calibration that finds an answer to everything: what is still refused is refused for want of literal evidence."""
    fit = Calibration.of(
        {"model": "words-1", "weights": {}, "bias": 5, "threshold": 0.5, "critical_threshold": 0.5, "hits": [0, 1, 1]}
    )
    monkeypatch.setattr(calibrated, "shipped", lambda: fit)
    return


@pytest.mark.parametrize(
    ("question", "lang", "passage"),
    [
        ("Are our backups encrypted?", "en", "Die Datensicherungen werden mit AES-256 verschlüsselt."),
        ("Where are the servers?", "en", "Alle Rechenzentren stehen in Frankfurt, die Server auch."),
        ("How long do you retain the log files?", "en", "Protokolldaten bewahren wir 90 Tage auf."),
        ("Is there an emergency stop?", "en", "An jeder Station sitzt ein Not-Halt-Taster."),
        ("Does the works council have a say?", "en", "Ein Muster einer Betriebsvereinbarung liegt bei; Betriebsräte kennen es."),
        ("How loud is it?", "en", "Der Schalldruckpegel beträgt 74 dB(A)."),
        ("is it safe in explosive atmospheres", "en", "Zugelassen für explosionsgefährdete Bereiche, Zone 22."),
        ("do you use subcontractors for processing?", "en", "Unterauftragsverarbeiter nennt die Anlage 2 des Vertrags."),
        ("Werden die Zugriffsrechte protokolliert?", "de", "Every access is written to an audit trail."),
        ("Wann werden Bewerberdaten gelöscht?", "de", "Applicant records are erased after six months."),
        ("Gibt es Penetrationstests?", "de", "A pen test is done by outsiders every spring."),
        ("Wer haftet für Schäden?", "de", "Our liability is limited to the contract value."),
        (
            "Wie schnell schließen Sie kritische Sicherheitslücken?",
            "de",
            "Vulnerabilities with a high score are patched in days.",
        ),
        ("Brauchen wir ein Lieferkettenaudit?", "de", "Suppliers are audited along the whole supply chain."),
        ("Zwischenlagerung der Gefahrstoffbehälter", "de", "Keep hazardous substances in the locked cabinet."),
        ("Was macht der Kryptolux-Verschluss?", "de", "The Kryptolux lid seals itself."),
    ],
)
def test_a_passage_in_the_other_language_holds_the_question_under_its_own_names(question: str, lang: str, passage: str) -> None:
    assert wanted(question, lang).held_by(passage, "en" if lang == "de" else "de")


@pytest.mark.parametrize(
    ("question", "lang", "passage"),
    [
        ("Are our backups encrypted?", "en", "Unsere Mitarbeiter in Europa arbeiten gern mit den Maschinen."),
        ("Where is our customers' data backed up?", "en", "Die Daten unserer Kunden werten wir monatlich aus."),
        ("Werden Mitarbeiter bei der Arbeit überwacht?", "de", "Employees work in two shifts on the machine."),
        ("Gibt es einen Not-Halt an der Maschine?", "de", "The machine has a touch panel and a printer."),
        ("trade secret clause", "en", "Das Rezept kennt nur der Koch, es ist sehr alt."),
        ("Was macht der Kryptolux-Verschluss?", "de", "The lid seals itself."),
        ("Welche Strahlenschutzgenehmigung braucht das?", "de", "The cartoner weighs two tons."),
    ],
)
def test_words_that_any_passage_might_hold_are_not_enough(question: str, lang: str, passage: str) -> None:
    assert not wanted(question, lang).held_by(passage, "en" if lang == "de" else "de")


def test_a_question_of_ordinary_words_only_is_held_against_those() -> None:
    want = wanted("Was sieht mein Chef?", "de")
    assert want.held_by("Your supervisor gets a weekly list.", "en")
    assert not want.held_by("The printer needs paper.", "en")


def test_the_longest_name_counts() -> None:
    things, unknown = things_named(shipped(), "our trade secret", "en")
    assert unknown == ()
    assert things == things_named(shipped(), "Geschäftsgeheimnis", "de")[0]
    assert not things & things_named(shipped(), "secret", "en")[0]


@pytest.mark.parametrize(
    ("word", "parts"),
    [
        ("Kartoniermaschinensicherheit", ["Karten", "Maschinensicherheit"]),
        ("Serverausfall", ["Server", "Ausfall"]),
        ("Auftragsdatenlöschungen", ["Auftrag", "Löschung"]),
        ("Datenschutz", []),
        ("Handlung", []),
        ("Vergleich", []),
    ],
)
def test_compounds_are_taken_apart_where_a_name_begins_or_ends(word: str, parts: list[str]) -> None:
    found = shipped().parts(word.casefold())
    assert set(found) <= {in_stems(part, "de") for part in parts}
    assert bool(found) == bool(parts)


def test_a_guess_at_the_wrong_language_costs_nothing() -> None:
    assert wanted("encryption of backups", "de").held_by("Die Sicherungen sind verschlüsselt.", "de")
    assert wanted("Verschlüsselung", "other").held_by("All is encrypted.", "en")


def test_passages_in_a_third_language_are_held_against_both() -> None:
    assert wanted("Firewall", "de").held_by("Le firewall est ouvert.", "fr")
    assert not wanted("Firewall", "de").held_by("Le mur est haut.", "fr")


LIBRARY = [
    Source("en/backup.md", "Backup", "Backups", "Backups are encrypted and kept for ninety days.", "en"),
    Source("en/people.md", "People", "Shifts", "Employees in Europe work with the machine in two shifts.", "en"),
    Source("anlage.md", "Anlage", "Takt", "Die Anlage läuft schnell. Sie schafft viel.", "de"),
]


@pytest.mark.usefixtures("generous")
def test_the_foreign_passage_that_holds_the_term_answers_and_the_others_are_near() -> None:
    held = release(LIBRARY)
    found = answer(held, ask("Werden die Sicherungskopien verschlüsselt?", facet="security"), everything(held))
    assert found.answer == "found"
    assert [hit.document for hit in found.items if not hit.near] == ["en/backup.md"]
    assert found.items[0].document == "en/backup.md"


@pytest.mark.usefixtures("generous")
def test_without_the_right_document_a_critical_question_is_refused() -> None:
    held = release(LIBRARY[1:])
    critical = ask("Werden die Sicherungskopien der Mitarbeiter verschlüsselt?", facet="security")
    assert answer(held, critical, everything(held)).answer == "none"
    harmless = ask("Werden die Sicherungskopien der Mitarbeiter verschlüsselt?", facet="price")
    assert answer(held, harmless, everything(held)).answer == "found"


@pytest.mark.usefixtures("generous")
def test_what_was_refused_before_stays_refused() -> None:
    held = release(LIBRARY)
    question = ask("Sind Sie nach TISAX zertifiziert?", facet="security")
    assert verdict(held, question, match(held, question, everything(held))).answer == "none"


@given(st.text(max_size=60), st.sampled_from(["de", "en", "other"]), st.text(max_size=60))
@settings(max_examples=100, deadline=None)
def test_any_text_can_be_held_against_any(question: str, lang: str, passage: str) -> None:
    want = wanted(question, lang)
    for other in ("de", "en", "fr"):
        assert want.held_by(passage, other) in (True, False)


def test_every_name_of_a_topic_leads_to_every_name_in_the_other_language() -> None:
    lost = []
    for german, english in [(german, english) for file, german, english in LINES if file != "ordinary"]:
        for lang, other, asked, held in (("de", "en", german, english), ("en", "de", english, german)):
            wants = [wanted(name, lang) for name in asked]
            lost += [
                (name, text)
                for (name, want), text in product(zip(asked, wants, strict=True), held)
                if not want.held_by(text, other)
            ]
    assert lost == []


def test_every_line_has_names_that_say_something_in_both_languages() -> None:
    mute = [
        (file, name)
        for file, *sides in LINES
        for lang, side in zip(("de", "en"), sides, strict=True)
        for name in side
        if not in_stems(name, lang)
    ]
    assert mute == []


@pytest.mark.parametrize("file", TABLES)
def test_no_line_is_lost_to_another_that_begins_alike(file: str) -> None:
    written = [line for line in TABLES[file].read_text("utf-8").splitlines() if line and not line.startswith("#")]
    assert len(written) == len(read_table(TABLES[file])) > 50
