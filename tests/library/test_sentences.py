"""Sentence borders in German and English."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.library.sentences import adjoined, beside_best, sentences


@pytest.mark.parametrize(
    "one",
    [
        "Das gilt z. B. für Anlagen ab 5 kW, d. h. für fast alle.",
        "Siehe Nr. 12 und Abs. 3 der Verordnung.",
        "Die Lieferung kommt am 12. März um 8 Uhr.",
        "Im 3. Quartal sinkt der Preis bzw. Aufschlag um ca. 4.5 Prozent.",
        "Nach der 42. BImSchV ist das Pflicht.",
        "Dr. Weber und Prof. Klein prüfen es, vgl. S. 14.",
        "Use a filter, e.g. Brand X, i.e. a fine one, at approx. 30 degrees.",
        "Mr. Smith of Acme Inc. paid 1,200.50 dollars in the U.S. market.",
        "J. R. Miller wrote it.",
        "Version 2.1.3 kostet 1.200,50 €.",
    ],
)
def test_abbreviations_numbers_and_dates_do_not_end_a_sentence(one: str) -> None:
    assert sentences(one) == [one]


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("Die Pumpe läuft. Sie ist leise.", 2),
        ("Läuft sie? Ja! Und zwar gut.", 3),
        ("Es kostet 500. Danach wird es billiger.", 2),
        ("Wir liefern Pumpen, Rohre usw. Die Montage übernimmt der Kunde.", 2),
        ("„Das reicht.“ Mehr sagte er nicht.", 2),
        ("The tests passed (all of them). Then we shipped.", 2),
        ("It costs $5. Every month counts.", 2),
        ("Das ist so. Danach geht es weiter.", 2),
    ],
)
def test_sentences_end_where_a_reader_would_pause(text: str, count: int) -> None:
    assert len(sentences(text)) == count


@given(st.text(max_size=400))
def test_sentences_lose_nothing_and_add_nothing(text: str) -> None:
    found = sentences(text)
    assert " ".join(found) == " ".join(text.split())
    assert all(sentence == sentence.strip() and sentence for sentence in found)


@given(
    st.lists(
        st.sampled_from(
            [
                "Die",
                "Anlage",
                "läuft.",
                "z.",
                "B.",
                "12.",
                "März",
                "(siehe",
                "Nr.",
                "3).",
                "Und?",
                "Ja!",
                "e.g.",
                "this;",
                "1.5",
                "kW",
            ]
        ),
        max_size=60,
    )
)
def test_sentences_are_stable_when_split_again(parts: list[str]) -> None:
    for sentence in sentences(" ".join(parts)):
        assert " ".join(sentences(sentence)) == sentence


@pytest.mark.parametrize(("first", "second", "expected"), [
    ("Ein Satz.", "Noch einer.", "Ein Satz. Noch einer."), ("(Er endet so.)", "Dann.", "(Er endet so.) Dann."),
    ("Was sagt er? „Nein!“", "Gut.", "Was sagt er? „Nein!“ Gut."), ("Zoll: 8422.30", "Fracht: fünf Wochen", "Zoll: 8422.30\nFracht: fünf Wochen"),
])
def test_what_has_no_full_stop_keeps_its_line(first: str, second: str, expected: str) -> None:
    assert adjoined(first, second) == expected


def test_beside_the_best_sentence_stands_what_it_leans_on() -> None:
    found = ["Die Presse steht oft.", "Deshalb kauft der Betrieb eine zweite.", "Sie kam im Mai."]
    assert beside_best(found, [0.1, 0.9, 0.5], 1) == [0, 2]
    assert beside_best(found, [0.1, 0.9, 0.5], 1, price=0.2) == [2, 0]
    assert beside_best(found, [0.4, 0.9, 0.5], 1, price=0.2) == [0, 2]


def test_a_neighbour_that_leans_on_what_is_not_shown_comes_last() -> None:
    found = ["It began in spring.", "That is why the line was stopped.", "The repair took nine days.", "It cost 900 euro."]
    assert beside_best(found, [0.0, 0.8, 0.9, 0.1], 2) == [3, 1]
    assert beside_best(found[:3], [0.0, 0.8, 0.9], 2) == [1]


@pytest.mark.parametrize("sentence", ["Das Gerät wiegt 80 kg.", "The line runs.", "Sommer ist Saison.", "Sonderpreise gelten."])
def test_most_sentences_lean_on_none(sentence: str) -> None:
    assert beside_best(["Vorher.", sentence, "Nachher."], [0.1, 0.9, 0.5], 1) == [2, 0]
