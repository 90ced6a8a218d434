"""Whoever asks for a kind of document gets one of that kind."""

from __future__ import annotations

import pytest

from engine.retrieval.asked_types import asked_types
from engine.taxonomy import load_taxonomy
from engine.taxonomy.models import Label


@pytest.mark.parametrize(("question", "kind"), [
    ("Referenzen?", "case_study"), ("Referenzkunden aus der Molkerei", "case_study"), ("wer nutzt das schon", "case_study"),
    ("what did other companies get out of it", "case_study"), ("Erfahrungen anderer Anwender", "case_study"), ("references", "case_study"),
    ("is there a course on maintenance", "training_offer"), ("send me the manual", "manual_support"), ("any success stories", "case_study"),
    ("Datenblatt K120", "data_sheet"), ("data sheets please", "data_sheet"), ("Preisliste", "price_information"),
    ("Schulungen für Bediener", "training_offer"), ("gibt es ein Handbuch", "manual_support"), ("a podcast", "podcast"),
])
def test_a_kind_is_heard_by_its_words(question: str, kind: str) -> None:
    assert kind in asked_types(load_taxonomy(), question).kinds


@pytest.mark.parametrize("question", [
    "", "*", "Was leistet die K120?", "Wie lange dauert der Umbau, und wer zahlt den Stillstand?", "what other options are there",
    "Wer haftet bei einem Ausfall?", "der Kunde unserer Kunden", "of course", "we train our people ourselves", "is it done manually",
    "Wer nutzt die Daten?", "Sehen andere Kunden unsere Daten?", "how to choose a line", "please refer to the contract",
])
def test_other_questions_name_no_kind(question: str) -> None:
    assert asked_types(load_taxonomy(), question).kinds == frozenset()


def test_an_operators_own_types_are_heard_by_their_words_and_not_by_their_labels() -> None:
    shipped = load_taxonomy()
    own = {"task": Label(id="task", label="Task"), "note": Label(id="note", label="Field note", words=["field note", "notiz*"])}
    taxonomy = shipped.model_copy(update={"types": own})
    asked = asked_types(taxonomy, "any Field Notes on cooling?")
    assert (asked.kinds, asked.rest) == ({"note"}, "any on cooling")
    assert asked_types(taxonomy, "Notizen").kinds == {"note"}
    assert asked_types(taxonomy, "a note from the field").kinds == frozenset()
    assert asked_types(taxonomy, "how do I complete a task").kinds == frozenset()


@pytest.mark.parametrize(("question", "kind"), [
    ("Referenzen", "case_study"), ("any case studies?", "case_study"), ("gibt es ein Handbuch", "manual_support"), ("Preise", "price_information"),
    ("prices?", "price_information"), ("White Paper", "white_paper"),
])
def test_who_asks_for_nothing_but_a_kind_is_told_apart(question: str, kind: str) -> None:
    asked = asked_types(load_taxonomy(), question)
    assert (asked.kinds, asked.bare) == ({kind}, True)


@pytest.mark.parametrize("question", ["", "?", "Preise K120", "Referenzen aus der Molkerei", "Schulung für Bediener", "of course", "was kostet das"])
def test_who_asks_for_more_or_for_no_kind_is_not(question: str) -> None:
    assert not asked_types(load_taxonomy(), question).bare
