"""The dictionary: what the other language says for a word, and passages found by it."""

from __future__ import annotations

import pytest

from engine.retrieval.analysis import stem, stop_words, words
from engine.retrieval.dictionary import OTHER, _lines, wordings
from engine.retrieval.lexical import build_lexical

TEXTS = [
    "The crane needs maintenance twice a year.",
    "Your invoice for the hotel can be split between colleagues.",
    "Der Kran hebt zehn Tonnen.",
    "Give notice three months before the end of the year.",
]
INDEX = build_lexical(TEXTS, ["en", "en", "de", "en"])


@pytest.mark.parametrize("lang", ["de", "en"])
def test_every_line_has_words_and_each_headword_one_line(lang: str) -> None:
    lines = _lines(lang)
    assert len(lines) > 3000
    assert len({word for word, _ in lines}) == len(lines)
    for word, others in lines:
        assert word.split() == [word], word
        assert 1 <= len(others) <= 6, word
        assert all(other == other.strip() != "" for other in others), word


@pytest.mark.parametrize(("word", "lang", "other"), [
    ("wartung", "de", "maintenance"), ("price", "en", "preis"), ("wartungen", "de", "maintenance"), ("kran", "de", "crane"),
])
def test_a_word_is_said_in_the_other_language_whatever_its_ending(word: str, lang: str, other: str) -> None:
    assert ((stem(other, OTHER[lang]),),) in wordings(word, lang)


def test_a_compound_that_no_line_has_is_said_part_by_part() -> None:
    (way,) = wordings("kranrechnung", "de")
    assert len(way) == 2
    assert stem("crane", "en") in way[0]
    assert stem("invoice", "en") in way[1]


def test_what_nobody_knows_is_said_in_no_way() -> None:
    assert wordings("xqzt", "de") == ()
    assert wordings("maison", "other") == ()
    assert wordings("", "de") == ()


def test_a_question_finds_passages_of_the_other_language_by_their_words() -> None:
    plain, translated = (INDEX.coverage("Wie oft braucht der Kran Wartung?", "de", translated=t) for t in (False, True))
    assert plain[0] == 0
    assert translated[0] > translated[2] >= plain[2] > 0


def test_where_tells_the_passages_that_say_it_in_the_other_language() -> None:
    ((_, rows),) = INDEX.where("Kran", "de", translated=True)
    assert rows.tolist() == [0, 2]
    ((_, rows),) = INDEX.where("kündigen", "de", translated=True)
    assert rows.tolist() == [3], "both words of 'give notice' stand there"


def test_translations_leave_coverage_between_zero_and_one() -> None:
    every = " ".join(word for text in TEXTS for word in words(text) if word not in stop_words("de"))
    for lang in ("de", "en", "other"):
        found = INDEX.coverage(every, lang, translated=True)
        assert ((found >= 0) & (found <= 1)).all()
