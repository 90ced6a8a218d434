"""Names in a question, and whether the library knows them."""

from __future__ import annotations

import pytest

from engine.retrieval.answerability import FEATURES, describe
from engine.retrieval.calibration.library import Source
from engine.retrieval.lexical import build_lexical
from engine.retrieval.names import has_siblings, holding, names
from engine.retrieval.release import Release
from engine.retrieval.search import match
from tests.retrieval.makeshift import ask, everything, release


@pytest.mark.parametrize(("question", "found"), [
    ("Is there a ready-made connector to Salesforce?", ("Salesforce",)),
    ("What about Kenya's army? And Peru?", ("Kenya", "Peru")),
    ("Was kostet bei Ihnen ein Palettierroboter?", ("Palettierroboter",)),
    ("schon wieder E-217, pumpt ewig", ("E-217",)),
    ("was bedeutet e91", ("e91",)),
    ("We stopped at 80 a minute on Tuesday", ()),
    ("WAS KOSTET DAS ALLES", ()),
    ("can I talk to the CFO", ()), ("Guten Tag, eine Frage an Ihr Team: was kostet das im Jahr?", ()),
])
def test_a_name_has_a_capital_that_no_sentence_gave_it_or_is_an_identifier(question: str, found: tuple[str, ...]) -> None:
    assert names(question) == found


def test_quantities_are_no_identifiers() -> None:
    assert names("läuft k120 mit 400v und e-217 bei 18 bar?") == ("k120", "e-217")


def test_a_name_is_found_whichever_way_it_is_joined() -> None:
    lexical = build_lexical(["Kurs TW-4 für Techniker", "Der KR60 steht hier", "Tag der offenen Tür"], ["de"] * 3)
    assert holding(lexical, "TW4").tolist() == [0]
    assert holding(lexical, "KR-60").tolist() == [1]
    assert holding(lexical, "Techniker").tolist() == [0]
    assert holding(lexical, "Palettierroboter").tolist() == []


def test_what_the_other_language_says_for_a_noun_is_the_noun() -> None:
    """Else a German question about what only English documents hold would name something unknown."""
    lexical = build_lexical(["The forklift lifts two tonnes", "Das Regal steht dort"], ["en", "de"])
    assert holding(lexical, "Gabelstapler").tolist() == [0]
    assert holding(lexical, "Brückenwaage").tolist() == []


def test_a_part_of_a_name_is_not_the_name() -> None:
    texts = ["Fehler E-12 und E31", "91 Teile mit Label", "Die Pumpe der Serie E 47", "Der SAP-Connector, der CAD-Plan", "iPhone"]
    lexical = build_lexical(texts, ["de"] * 5)
    assert [holding(lexical, code).tolist() for code in ("E91", "e-91", "E12", "E47")] == [[], [], [0], [2]]
    assert holding(lexical, "TISAX-Label").tolist() == []
    assert holding(lexical, "CAD-Label").tolist() == [1, 3]
    assert [has_siblings(lexical, code) for code in ("E91", "e-91", "T17", "TISAX-Label")] == [True, True, False, False]
    assert not has_siblings(build_lexical(["Schutzart IP54"], ["de"]), "IP65")


def _told(question: str, lang: str, held: Release) -> dict[str, float]:
    asked = ask(question, lang)
    found = describe(held, asked, match(held, asked, everything(held)), "")
    return {name: found[FEATURES.index(name)] for name in ("names_unknown", "nouns_unknown")}


def test_what_the_library_never_mentions_speaks_against_an_answer() -> None:
    pages = [Source(f"{n}.md", "Pumpen", f"Seite {n}", f"Die Pumpe {n} fördert Wasser in den Behälter.", "de") for n in range(6)]
    held = release([*pages, Source("e.md", "Faults", "E-217", "E-217: the pump connects to SAP and takes too long.", "en")])
    none = {"names_unknown": 0.0, "nouns_unknown": 0.0}
    assert _told("Does the pump connect to Salesforce?", "en", held) == {**none, "names_unknown": 1.0}
    assert _told("Does the pump connect to SAP?", "en", held) == none
    assert _told("Fördert die Pumpe auch Glyzerin aus dem Tankwagen?", "de", held)["nouns_unknown"] == pytest.approx(2 / 3)
    assert _told("Fördert die Pumpe auch Wasser?", "de", held) == none
    assert _told("e217, pump takes too long", "en", held) == none
    assert _told("e218, pump takes too long", "en", held) == {**none, "names_unknown": 1.0}
    assert _told("was bedeutet e218", "de", held) == {**none, "nouns_unknown": 1.0}  # though e217 is known
    assert _told("was bedeutet t17", "de", held)["nouns_unknown"] == pytest.approx(1 / 3)


def test_german_nouns_are_not_missed_in_a_library_that_speaks_no_german() -> None:
    english = release([Source(f"{n}.md", "Pumps", f"Page {n}", f"Pump {n} moves water.", "en") for n in range(6)])
    assert _told("Fördert die Pumpe auch Glyzerin?", "de", english)["nouns_unknown"] == 0.0
    assert _told("Does it run with Salesforce?", "en", english)["names_unknown"] == 1.0
