"""Whoever asks with a verb finds what the library has under a noun, and who asks for a kind of document gets one."""

from __future__ import annotations

import pytest

from engine.ranking.request import Request
from engine.retrieval.analysis import _ANSWERED, _EITHER, query_terms
from engine.service import Engine


@pytest.mark.parametrize(("question", "lang", "passage"), [
    ("Was kostet die K120?", "de", "preise/preise-2026.md#Grundpreise"),
    ("Was kostet ein Formatsatz?", "de", "preise/preise-2026.md#Grundpreise"),
    ("Wie teuer ist eine K240?", "de", "preise/preise-2026.md#Grundpreise"),
    ("How much does the K120 cost?", "en", "en/pricing/prices-2026.md#Base prices"),
])
def test_the_price_table_says_what_something_costs(content_engine: Engine, question: str, lang: str, passage: str) -> None:
    found = content_engine.ask(question, lang=lang)
    assert found.answer == "found"
    assert found.items[0].candidate == passage
    assert any(figure in found.items[0].snippet for figure in ("248", "415", "9.800"))


def test_words_that_ask_are_heard_and_stay_in_their_language() -> None:
    assert not set(_ANSWERED) & _EITHER
    terms = query_terms("Was kostet das?", "de", frozenset())
    assert terms == query_terms("kostet", "de", frozenset())
    assert "preis" in terms[0]
    assert "price" not in terms[0]


@pytest.mark.parametrize(("question", "lang", "kind"), [
    ("Datenblatt", "de", "data_sheet"), ("wer nutzt das schon", "de", "case_study"),
    ("Referenz aus dem Maschinenbau", "de", "case_study"), ("what did other companies get out of it", "en", "case_study"),
    ("Preisliste", "de", "price_information"), ("Schulung für Bediener", "de", "training_offer"),
])
def test_the_sample_library_answers_with_that_kind(content_engine: Engine, question: str, lang: str, kind: str) -> None:
    found = content_engine.ask(question, lang=lang)
    assert found.answer == "found"
    release = content_engine.current.get()
    assert release.types[release.number(found.items[0].document) or 0].id == kind


@pytest.mark.parametrize(("question", "lang", "kind", "documents"), [
    ("Referenzen", "de", "case_study", 4), ("case studies", "en", "case_study", 3), ("Preise?", "de", "price_information", 1),
    ("prices", "en", "price_information", 1), ("Whitepaper", "de", "white_paper", 3), ("data sheet please", "en", "data_sheet", 1),
    ("Schulungen", "de", "training_offer", 1),
])
def test_who_asks_for_a_kind_alone_gets_a_list_of_such_documents_in_that_language_first(
    content_engine: Engine, question: str, lang: str, kind: str, documents: int,
) -> None:
    release, found = content_engine.current.get(), content_engine.ask(question, lang=lang)
    assert found.answer == "found"
    first = found.items[:documents]
    assert {(hit.lang, release.types[release.number(hit.document) or 0].id, hit.near) for hit in first} == {(lang, kind, False)}
    assert len({hit.document for hit in first}) == documents


def test_what_is_of_another_kind_is_only_near_to_it(content_engine: Engine) -> None:
    release = content_engine.current.get()
    for hit in content_engine.ask("Preise", lang="de", limit=10).items:
        assert hit.near == (release.types[release.number(hit.document) or 0].id != "price_information")


def test_the_sentence_with_the_weight_is_shown_to_who_asks_for_it(content_engine: Engine) -> None:
    shown = content_engine.recommend(Request(lang="de", query="was wiegt die K120", slots=4)).items[0]
    assert shown.passage == "produkte/k120.md#Maße, Gewicht, Anschlüsse"
    assert "3.400 kg" in shown.snippet
