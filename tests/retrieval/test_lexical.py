"""Words: stems, compounds, an absolute coverage between 0 and 1."""

from __future__ import annotations

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.retrieval.analysis import index_terms, query_terms, split_compound, stem, stop_words, words
from engine.retrieval.lexical import LexicalIndex, build_lexical

TEXTS = [
    "Die Wartung der Maschine kostet im Jahr 4.000 Euro.",
    "Wartungsvertrag und Wartungskosten: Der Vertrag läuft drei Jahre, die Kosten stehen im Vertrag.",
    "The machine needs maintenance twice a year; the contracts cover maintenance.",
    "Norm IEC-62443 und Version 2.5 der Steuerung.",
    "Die Maschine und die Kosten der Maschine, ein Vertrag über Wartung.",
]
LANGS = ["de", "de", "en", "de", "de"]
INDEX = build_lexical(TEXTS, LANGS)


def test_words_keep_numbers_norms_and_versions_whole() -> None:
    assert words("IEC-62443, Version 2.5; Größe") == ["iec-62443", "version", "2.5", "grösse"]


def test_inflected_words_share_a_stem_in_both_languages() -> None:
    assert stem("maschinen", "de") == stem("maschine", "de")
    assert stem("contracts", "en") == stem("contract", "en")
    assert stem("b12s", "de") == "b12s"


def test_a_compound_splits_into_words_of_the_library_only() -> None:
    known = frozenset({"wartung", "kosten", "vertrag", "jahr"})
    assert split_compound("wartungskosten", known) == ["wartung", "kosten"]
    assert split_compound("wartungsvertragskosten", known) == ["wartung", "vertrag", "kosten"]
    assert split_compound("wartungsanlage", known) == []


def test_a_part_finds_the_compound_and_the_compound_finds_its_parts() -> None:
    assert INDEX.coverage("Kosten", "de")[1] > 0
    assert INDEX.coverage("Wartungskosten", "de")[4] > 0


def test_a_passage_with_all_words_beats_one_with_some() -> None:
    found = INDEX.coverage("Wartung der Maschine", "de")
    assert found[0] > found[1]
    assert found[3] == 0


def test_an_unknown_word_lowers_every_coverage() -> None:
    with_unknown, without = INDEX.coverage("Wartung Quantencomputer", "de"), INDEX.coverage("Wartung", "de")
    assert (with_unknown[without > 0] < without[without > 0]).all()


def test_a_wrong_language_does_not_change_what_is_found() -> None:
    for question in ("was kostet die wartung", "maintenance of the machine", "Kosten Vertrag"):
        np.testing.assert_allclose(INDEX.coverage(question, "de"), INDEX.coverage(question, "en"))


def test_a_question_of_stop_words_only_finds_nothing_and_does_not_fail() -> None:
    assert not INDEX.coverage("was ist das?", "de").any()
    assert not INDEX.coverage("", "de").any()
    assert not INDEX.coverage("?!…", "other").any()


@given(st.text(max_size=80), st.sampled_from(["de", "en", "other"]))
@settings(max_examples=200, deadline=None)
def test_coverage_is_between_zero_and_one(text: str, lang: str) -> None:
    found = INDEX.coverage(text, lang)
    assert found.shape == (len(TEXTS),)
    assert ((found >= 0) & (found <= 1)).all()


@given(st.lists(st.sampled_from(" ".join(TEXTS).split()), max_size=12))
@settings(max_examples=100, deadline=None)
def test_coverage_of_the_librarys_own_words_is_between_zero_and_one(chosen: list[str]) -> None:
    found = INDEX.coverage(" ".join(chosen), "de")
    assert ((found >= 0) & (found <= 1)).all()


def test_where_tells_the_passages_of_each_word() -> None:
    (idf, rows), (unknown, nowhere) = INDEX.where("Norm Quantencomputer", "de")
    assert rows.tolist() == [3]
    assert nowhere.tolist() == []
    assert unknown > idf


def test_an_index_survives_its_files() -> None:
    again = LexicalIndex.from_arrays({name: array.copy() for name, array in INDEX.to_arrays().items()})
    np.testing.assert_array_equal(again.coverage("Wartungskosten", "de"), INDEX.coverage("Wartungskosten", "de"))


def test_an_empty_library_can_be_indexed() -> None:
    assert build_lexical([], []).coverage("Wartung", "de").shape == (0,)
    assert not build_lexical(["", "und"], ["de", "de"]).coverage("Wartung", "de").any()


def test_stop_words_and_terms_of_unknown_languages_do_not_fail() -> None:
    assert {"und", "the"} <= stop_words("other")
    assert index_terms("Ceci est une maison", "other", frozenset())
    assert query_terms("maison", "other", frozenset()) != []
