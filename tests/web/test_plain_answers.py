"""What is answered while the ranking is away: neighbouring material at most, whole sentences, no job ads."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine import clock
from engine.library.models import Passage
from engine.ranking.request import Request
from engine.ranking.rules import may_answer
from engine.retrieval.calibration.library import Source
from engine.retrieval.release import Release
from engine.retrieval.snippets import opening_sentences
from engine.retrieval.wordwise import answer_by_words
from engine.understanding.labels import TypeLabel
from engine.web.api.degraded import plain_decision
from tests.retrieval import makeshift

LONG = "Die Anlage verpackt in jeder Schicht sehr viele Kartons und braucht dafür wenig Fläche, " * 9 + "wie gemessen wurde."
SHORT = "Die Anlage kostet 214.000 Euro. Der Transport ist darin enthalten."


@pytest.fixture
def library() -> Release:
    """A page with one long sentence, one with two short ones, and a job ad."""
    found = makeshift.release([
        Source("lang.md", "Lang", "Leistung", LONG, "de"), Source("kurz.md", "Kurz", "Kosten", SHORT, "de"),
        Source("stelle.md", "Stelle", "Gesucht", "Wir suchen für die Anlage eine Fachkraft.", "de"),
    ])
    kinds = {"stelle.md": "job_ad"}
    types = tuple(TypeLabel(kinds.get(document.path, "article"), 1.0, True) for document in found.documents)
    return replace(found, types=types, manifest={**found.manifest, "languages": {"de": 3}})


def test_with_a_question_every_item_is_marked_as_neighbouring(library: Release) -> None:
    asked = plain_decision(library, Request(query="Was kostet die Anlage?"))
    assert asked.answer == "none"
    assert asked.items
    assert all(item.near for item in asked.items)
    assert not any(item.near for item in plain_decision(library, Request()).items)


def test_job_ads_are_shown_only_where_they_were_asked_for(library: Release) -> None:
    assert {item.document for item in plain_decision(library, Request(slots=20)).items} == {"lang.md", "kurz.md"}
    assert {item.document for item in plain_decision(library, Request(document="stelle.md")).items} == {"stelle.md"}


def test_no_snippet_ends_inside_a_word_or_a_short_sentence(library: Release) -> None:
    shown = {item.document: item.snippet for item in plain_decision(library, Request()).items}
    assert shown["kurz.md"] == SHORT
    assert shown["lang.md"].endswith(" …")
    assert LONG.startswith(shown["lang.md"].removesuffix(" …"))
    words = set(LONG.replace(",", "").split())
    assert set(shown["lang.md"].replace(",", "").split()) - {"…"} <= words
    hits = answer_by_words(library, "Anlage Kartons", "de", "", 5, may_answer(library, "Anlage Kartons", "", clock.today())).items
    assert {hit.snippet for hit in hits} >= {SHORT, shown["lang.md"]}


@pytest.mark.parametrize(("question", "document", "shown"), [
    ("Anlage", "", False), ("Anlage", "stelle.md", True), ("Gibt es Stellenangebote an der Anlage?", "", True),
])
def test_words_of_a_job_ad_answer_applicants_alone(library: Release, question: str, document: str, shown: bool) -> None:
    hits = answer_by_words(library, question, "de", document, 5, may_answer(library, question, document, clock.today())).items
    assert ("stelle.md" in {hit.document for hit in hits}) == shown


@given(st.lists(st.text("abc,. ", min_size=1, max_size=40).filter(str.strip), max_size=8), st.integers(10, 120))
def test_an_opening_is_whole_sentences_or_one_cut_between_words(parts: list[str], most: int) -> None:
    passage = Passage("p", "p", "h", (), " ".join(parts), tuple(parts), "de", 0)
    shown = opening_sentences(passage, most)
    stripped = [part.strip() for part in parts]
    whole = [" ".join(stripped[:n]) for n in range(len(parts) + 1)]
    assert len(shown) <= most + 2
    if shown.endswith(" …"):
        assert len(stripped[0]) > most
        assert stripped[0].startswith(shown.removesuffix(" …"))
    else:
        assert shown in whole


def test_the_same_facts_are_shown_once_and_in_their_neutral_frame(library: Release) -> None:
    parts = tuple(replace(document, variant_of="kurz.md", frame="savings") if document.path == "lang.md" else document
                  for document in library.documents)
    framed = replace(library, documents=parts)
    assert [item.document for item in plain_decision(framed, Request(slots=20)).items] == ["kurz.md"]
    assert not plain_decision(framed, Request(slots=20, page="kurz.md")).items
    assert not plain_decision(framed, Request(slots=20, page="lang.md")).items
    assert {item.document for item in plain_decision(framed, Request(document="lang.md")).items} == {"lang.md"}


def test_a_variant_stands_in_where_the_neutral_document_may_not_be_shown(library: Release) -> None:
    changes: dict[str, dict[str, Any]] = {
        "lang.md": {"variant_of": "kurz.md", "frame": "savings"}, "kurz.md": {"audience": "internal"}}
    parts = tuple(replace(document, **changes.get(document.path, {})) for document in library.documents)
    shown = plain_decision(replace(library, documents=parts), Request(slots=20)).items
    assert [item.document for item in shown] == ["lang.md"]
