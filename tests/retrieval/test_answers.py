"""Answers: whole sentences, honest confidences, literal evidence, the visitor's language first."""

from __future__ import annotations

from typing import ClassVar

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.retrieval.answers import answer, verdict
from engine.retrieval.calibrated import Calibration, is_critical, shipped
from engine.retrieval.calibration.library import Source
from engine.retrieval.question_language import question_language
from engine.retrieval.search import Parts, match, score_rows
from engine.retrieval.snippets import answering_sentences
from engine.retrieval.specifics import asks_for_number, has_number, missing_terms, specific_terms
from tests.retrieval.makeshift import WordEncoder, ask, everything, release

LIBRARY = [
    Source("preise.md", "Preise", "Anschaffung", "Die Anlage kostet 120.000 Euro. Der Preis gilt ein Jahr. "
           "Lieferung in zehn Wochen.", "de"),
    Source("preise.md", "Preise", "Leasing", "Leasing ist möglich. Die Rate hängt von der Laufzeit ab.", "de"),
    Source("sicherheit.md", "Sicherheit", "Zertifikate", "Wir sind nach ISO 9001 zertifiziert. Das Audit der Anlage "
           "gibt es jährlich.", "de"),
    Source("en/security.md", "Security", "Certificates", "We are certified to ISO 9001. The audit of the plant is "
           "yearly.", "en"),
    Source("betrieb.md", "Betrieb", "Reinigung", "Die Reinigung dauert zwanzig Minuten. Danach läuft die Linie.", "de"),
]
RELEASE = release(LIBRARY)


def test_the_answer_is_found_with_whole_sentences_of_the_passage() -> None:
    found = answer(RELEASE, ask("Wie lange dauert die Reinigung?"), everything(RELEASE))
    assert found.items[0].document == "betrieb.md"
    assert found.items[0].snippet == "Die Reinigung dauert zwanzig Minuten. Danach läuft die Linie."


def test_the_better_neighbour_comes_with_the_best_sentence() -> None:
    question = ask("Lieferung in zehn Wochen, der Preis gilt")
    matches = score_rows(RELEASE, question, np.array([0]))
    assert answering_sentences(RELEASE, question, matches, 0) == "Der Preis gilt ein Jahr. Lieferung in zehn Wochen."


def test_long_sentences_stand_alone_and_are_never_cut_inside_a_word() -> None:
    long, endless = "Der Satz " + "geht weiter " * 30 + "bis hier.", "Wort " * 400 + "Ende."
    held = release([Source("a.md", "A", "A", f"{long} {long}", "de"), Source("b.md", "B", "B", endless, "de")])
    question = ask("geht der Satz weiter")
    assert answering_sentences(held, question, score_rows(held, question, np.array([0])), 0) == long
    shown = answering_sentences(held, question, score_rows(held, question, np.array([1])), 0)
    assert shown.endswith("Wort …")
    assert len(shown) <= 850


@given(st.lists(st.sampled_from(["Anlage", "Preis", "Audit", "Leasing", "ISO", "9001", "plant", "Reinigung", "xyz", "wie", "was", "90", "TISAX"]),
                min_size=1, max_size=8), st.integers(1, 20))
@settings(max_examples=100, deadline=None)
def test_confidences_are_probabilities_that_never_rise_along_the_list(chosen: list[str], limit: int) -> None:
    found = answer(RELEASE, ask(" ".join(chosen)), everything(RELEASE), limit=limit)
    confidences = [hit.confidence for hit in found.items]
    assert len(found.items) <= limit
    assert 0 <= found.confidence <= 1
    assert all(0 <= value <= 1 for value in confidences)
    assert confidences == sorted(confidences, reverse=True)
    assert all(hit.near == (found.answer == "none") for hit in found.items)


def test_nothing_allowed_is_none_without_items() -> None:
    found = answer(RELEASE, ask("Was kostet die Anlage?"), np.zeros(len(RELEASE.passages), dtype=bool))
    assert (found.answer, found.confidence, found.items) == ("none", 0.0, ())


def test_only_allowed_passages_and_the_named_document_are_shown() -> None:
    allowed = everything(RELEASE)
    allowed[0] = False
    found = answer(RELEASE, ask("Was kostet die Anlage?"), allowed, limit=20)
    assert "preise.md#0" not in {hit.passage for hit in found.items}
    inside = answer(RELEASE, ask("Was kostet die Anlage?"), allowed, document="preise.md", limit=20)
    assert [hit.passage for hit in inside.items] == ["preise.md#1"]
    assert answer(RELEASE, ask("Preis"), allowed, document="gibt/es/nicht.md").items == ()


@pytest.mark.parametrize("question", ["Sind Sie nach TISAX zertifiziert?", "Ist das Audit nach ISO 27001 zertifiziert?",
                                      "is the audit soc 2 certified"])
def test_a_critical_question_needs_its_terms_literally(question: str) -> None:
    assert answer(RELEASE, ask(question, facet="compliance"), everything(RELEASE)).answer == "none"


def test_a_critical_question_is_answered_by_the_passage_that_holds_the_term() -> None:
    found = answer(RELEASE, ask("Audit zertifiziert nach ISO 9001", facet="compliance"), everything(RELEASE))
    assert "9001" in found.items[0].snippet or found.answer == "none"
    literal = verdict(RELEASE, ask("Audit ISO 9001", facet="compliance"),
                      match(RELEASE, ask("Audit ISO 9001", facet="compliance"), everything(RELEASE))).literal
    assert literal[:2].all()


def test_blind_typing_asks_for_nothing_unless_the_library_knows_the_word() -> None:
    assert answer(RELEASE, ask("asdfgh qwertz"), everything(RELEASE)).confidence == 0.0
    known = release([*LIBRARY, Source("xlsx.md", "Formate", "XLSX", "Die Liste gibt es als xlsx.", "de")])
    assert answer(known, ask("xlsx"), everything(known)).confidence > 0.0
    assert answer(RELEASE, ask("xlsx"), everything(RELEASE)).answer == "none"


def test_who_names_a_certificate_asks_a_critical_question() -> None:
    assert is_critical(RELEASE, ask("Habt ihr ein TISAX-Label?"))
    assert not is_critical(RELEASE, ask("Habt ihr ein Label?"))
    assert answer(RELEASE, ask("Audit nach TISAX"), everything(RELEASE)).answer == "none"


def test_a_term_may_stand_in_the_other_language() -> None:
    terms = specific_terms("Was sagt die DSGVO zur Auftragsverarbeitung?")
    assert missing_terms(terms, "Under the GDPR we sign a data processing agreement.") == 0
    assert missing_terms(terms, "We take data protection seriously.") == len(terms) == 2


@pytest.mark.parametrize(("question", "expected"), [
    ("nach iso 9001?", {"9001"}), ("IEC 62443-4-1", {"62443-4-1"}), ("Kostet das 12.000 Euro?", {"12000"}),
    ("WIE TEUER IST DAS", set()), ("Brauchen wir IT?", set()), ("ab 2,5 bar", {"2.5"}), ("Geht das mit TISAX?", {"tisax"}),
    ("Habt ihr ein TISAX-Label?", {"tisax"}), ("wie hoch ist der SAR-wert", {"sar"}), ("ERP-System, USB-C-Kabel", set()),
])
def test_specific_terms_are_numbers_norms_and_acronyms(question: str, expected: set[str]) -> None:
    assert {name for names in specific_terms(question) for name in names} == expected


def test_numbers_are_compared_whole_and_however_they_are_written() -> None:
    assert missing_terms(specific_terms("iso 9001"), "ISO 90015") == 1
    assert missing_terms(specific_terms("iso 9001"), "ISO 9001:2015") == 0
    assert missing_terms(specific_terms("62443"), "IEC 62443-4-1") == 0
    assert missing_terms(specific_terms("12.000"), "12,000 EUR") == 0
    assert missing_terms(specific_terms("2,5 bar"), "2.5 bar") == 0
    assert missing_terms(specific_terms("2 bar"), "2.5 bar") == 1


@given(st.text(max_size=60))
@settings(max_examples=200, deadline=None)
def test_any_text_can_be_asked(text: str) -> None:
    specific_terms(text)
    asks_for_number(text)
    found = answer(RELEASE, ask(text or "?"), everything(RELEASE))
    assert found.answer in ("found", "none")


def test_questions_for_a_number_are_recognised() -> None:
    assert asks_for_number("Wie viele Leute braucht das?")
    assert asks_for_number("how long does it take")
    assert not asks_for_number("Wer ist zuständig?")
    assert has_number("zehn oder 12")


def test_the_same_text_is_shown_once() -> None:
    twice = release([*LIBRARY, Source("kopie.md", "Kopie", "Reinigung", LIBRARY[4].text, "de")])
    found = answer(twice, ask("Wie lange dauert die Reinigung?"), everything(twice), limit=20)
    assert sum("zwanzig Minuten" in hit.snippet for hit in found.items) == 1


class Translating(WordEncoder):
    """Gives English and German words of a small dictionary the same direction."""

    same: ClassVar = {"cleaning": "reinigung", "takes": "dauert", "twenty": "zwanzig", "minutes": "minuten", "the": "die"}

    def queries(self, texts):  # type: ignore[no-untyped-def]
        return super().queries([" ".join(self.same.get(w.strip(".?"), w) for w in t.lower().split()) for t in texts])


def test_of_two_translations_the_visitors_language_comes_first() -> None:
    encoder = Translating()
    other = [Source(f"{i}.md", f"Seite {i}", "Thema", f"Ganz andere Worte {i} über Nummer {i}.", "de") for i in range(8)]
    foreign = [Source(f"e{i}.md", f"Page {i}", "Topic", f"Quite another text {i} on number {i}.", "en") for i in range(8)]
    held = release([Source("de.md", "Die", "Reinigung", "Die Reinigung dauert zwanzig Minuten.", "de"),
                    Source("en.md", "The", "Cleaning", "The cleaning takes twenty minutes.", "en"), *other, *foreign],
                   encoder)
    for lang, first in (("de", "de.md"), ("en", "en.md")):
        question = ask("reinigung dauert minuten", "de", encoder)
        items = answer(held, question, everything(held), lang=lang).items
        assert [hit.document for hit in items[:2]] == [first, "en.md" if first == "de.md" else "de.md"]
        assert items[0].lang == lang


def test_a_question_in_one_language_finds_the_answer_in_the_other_and_says_so() -> None:
    held = release(LIBRARY[3:])
    found = answer(held, ask("certified ISO 9001 plant audit", "de"), everything(held))
    assert (found.items[0].document, found.items[0].lang, found.lang) == ("en/security.md", "en", "de")


@pytest.mark.parametrize(("text", "lang"), [
    ("Was kostet das?", "de"), ("how much is it", "en"), ("Größe", "de"), ("audit yearly plant", "en"),
    ("ISO 9001", "fallback"), ("???", "fallback"), ("", "fallback"),
])
def test_the_language_of_short_questions(text: str, lang: str) -> None:
    assert question_language(text, "fallback", RELEASE) == lang


def test_a_bare_keyword_is_in_the_language_whose_passages_use_it() -> None:
    german = [Source(f"d{i}.md", "T", "U", f"Reinigung und Wartung {i}.", "de") for i in range(20)]
    english = [Source(f"e{i}.md", "T", "U", f"Cleaning and maintenance {i}.", "en") for i in range(20)]
    held = release([*german, *english])
    assert [question_language(t, "fallback", held) for t in ("Reinigung", "maintenance", "xyz")] == ["de", "en", "fallback"]


def test_words_that_nobody_uses_say_nothing_however_much_there_is_in_each_language() -> None:
    german = [Source(f"d{i}.md", "T", "U", f"Reinigung und Wartung {i}.", "de") for i in range(40)]
    english = [Source(f"e{i}.md", "T", "U", f"Cleaning and maintenance {i}.", "en") for i in range(10)]
    held = release([*german, *english, Source("m.md", "T", "U", "Membran tauschen.", "de")])
    assert [question_language(t, "fallback", held) for t in ("xyz abc uvw", "atex", "Membran tauschen", "cleaning")] == [
        "fallback", "fallback", "de", "en"]


def test_rows_without_sentences_keep_the_fallback() -> None:
    held = release([Source("a.md", "A", "A", "", "de"), Source("b.md", "B", "B", "Ein Satz.", "de")])
    cosine, which = Parts.of(held, np.array([0, 1])).best(ask("Satz").vector, np.array([0.5, 0.1], dtype=np.float32))
    assert (float(cosine[0]), int(which[0])) == (0.5, -1)
    assert int(which[1]) == 0


def test_a_lone_foreign_passage_has_no_head_start() -> None:
    many = [Source(f"{i}.md", f"Seite {i}", "Thema", f"Satz über Sache {i}. Noch einer {i}.", "de") for i in range(30)]
    held = release([*many, Source("x.md", "Other", "Thing", "Nothing in common here.", "en")])
    assert answer(held, ask("Satz über Sache 17 Seite 17"), everything(held)).items[0].document == "17.md"


def test_the_shipped_calibration_is_whole() -> None:
    fit = shipped()
    assert 0 < fit.threshold <= fit.critical_threshold < 1
    assert np.isfinite(fit.weights).all()
    assert fit.weights.any()
    assert Calibration.of({"model": "", "weights": {}, "bias": 0, "threshold": 0.5, "critical_threshold": 0.5,
                           "hits": [0, 1, 1]}).weights.sum() == 0
