"""What answered similar questions elsewhere leads to passages that share no word with the question."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from engine.retrieval.answers import answer
from engine.retrieval.calibration.library import Source
from engine.retrieval.search import match
from engine.understanding.taught_answers import TaughtAnswers, load_taught_answers, taught_answers
from tests.retrieval.makeshift import WordEncoder, ask, everything, release

ENCODER = WordEncoder()
TAUGHT = [  # question, language, passage, industry
    ("wer zahlt wenn die halle brennt", "de", "versicherung haftpflicht deckung", "machines"),
    ("who pays for the fire", "en", "versicherung haftpflicht deckung", "payroll"),
    ("wie laut ist das", "de", "schallpegel dezibel messung", "machines"),
    ("how loud is it", "en", "schallpegel dezibel messung", "payroll"),
    ("was lernen meine leute", "de", "schulung kurs einweisung", "machines"),
    ("what do my people learn", "en", "schulung kurs einweisung", "payroll"),
]


@pytest.fixture(scope="module")
def taught() -> TaughtAnswers:
    passages = list(dict.fromkeys(row[2] for row in TAUGHT))
    sentences = [(at, text) for at, passage in enumerate(passages) for text in (*passage.split(), "wie immer")]
    return taught_answers(ENCODER.name, ENCODER.queries([row[0] for row in TAUGHT]), [row[1] for row in TAUGHT],
                          [passages.index(row[2]) for row in TAUGHT], [row[3] for row in TAUGHT],
                          ENCODER.passages(passages), ["de"] * len(passages),
                          ENCODER.passages([text for _, text in sentences]), [at for at, _ in sentences])


def nearest(taught: TaughtAnswers, text: str, lang: str) -> int:
    return int((taught.passages @ taught.recall(ENCODER.queries([text])[0], lang).direction).argmax())


@pytest.mark.parametrize(("text", "lang", "passage"), [
    ("wer zahlt denn wenn die halle abbrennt", "de", 0), ("is it loud", "en", 1), ("lernen meine leute das", "de", 2)])
def test_a_question_recalls_what_answered_similar_ones(taught: TaughtAnswers, text: str, lang: str, passage: int) -> None:
    assert nearest(taught, text, lang) == passage


def test_what_was_not_taught_is_not_recalled(taught: TaughtAnswers) -> None:
    less = taught.without(["machines"])
    assert set(less.industries) == {"payroll"}
    assert nearest(less, "how loud is it", "en") == 1
    nothing = taught.without(["machines", "payroll"])
    assert not nothing.recall(ENCODER.queries(["how loud is it"])[0], "en").direction.any()


def test_a_question_in_a_language_without_a_mean_is_still_answered(taught: TaughtAnswers) -> None:
    assert nearest(taught, "wie laut ist das", "fr") == 1


def test_the_file_holds_the_same_and_belongs_to_one_encoder(taught: TaughtAnswers, tmp_path: Path) -> None:
    taught.save(tmp_path / "taught.npz")
    read = load_taught_answers(ENCODER.name, tmp_path / "taught.npz")
    assert read is not None
    assert (np.sum(read.questions * taught.questions, axis=1) > 0.999).all()
    assert read.industries.tolist() == taught.industries.tolist()
    assert read.answers.tolist() == taught.answers.tolist()
    assert read.answering.tolist() == taught.answering.tolist()
    vector = ENCODER.queries(["how loud is it"])[0]
    told, before = read.recall(vector, "en"), taught.recall(vector, "en")
    assert np.allclose(told.weights.sum(), before.weights.sum(), atol=0.01)
    assert (np.sum(told.direction * before.direction) / np.linalg.norm(told.direction) / np.linalg.norm(before.direction)) > 0.99
    assert np.isclose(read.sentence_length, taught.sentence_length)
    assert load_taught_answers("another", tmp_path / "taught.npz") is None
    assert load_taught_answers(ENCODER.name, tmp_path / "none.npz") is None


def test_the_sentence_that_answered_is_the_one_nearest_to_the_question() -> None:
    parts = ["schall und lärm", "preis und rabatt", "andere sache"]
    known = taught_answers(ENCODER.name, ENCODER.queries(["preis rabatt", "lärm schall"]), ["de", "de"], [0, 0], ["a", "a"],
                           ENCODER.passages([" ".join(parts[:2]), parts[2]]), ["de", "de"],
                           ENCODER.passages(parts), [0, 0, 1])
    assert len(known.sentences) == 2  # those that answer nothing are not kept
    assert known.answering[0] != known.answering[1]
    vectors = ENCODER.passages(parts)
    held = (vectors - known.sentence_means["de"]) @ known.sentences[known.answering].T
    assert held.argmax(axis=0).tolist() == [1, 0]


def test_a_sentence_among_others_is_found_by_the_one_that_answered(taught: TaughtAnswers) -> None:
    texts = ("Der Bericht ist lang. Die deckung steht im Anhang. Alles andere steht vorn.",
             "Der Bericht ist lang. Die Farbe steht im Anhang. Alles andere steht vorn.")
    held = release([Source(f"{i}.md", "Seite", "Thema", text, "de") for i, text in enumerate(texts)], ENCODER)
    plain = ask("wer zahlt wenn die halle brennt", encoder=ENCODER)
    known = taught.recall(plain.vector, "de")
    with_parts = match(held, replace(plain, recalled=known), everything(held))
    without = match(held, replace(plain, recalled=replace(known, usual_sentence=known.usual_sentence + 9)), everything(held))

    def lead(found: object) -> float:
        score = dict(zip(found.rows.tolist(), found.score.tolist(), strict=True))  # type: ignore[attr-defined]
        return float(score[0] - score[1])

    assert lead(with_parts) > lead(without)


def test_a_passage_without_any_shared_word_is_found_by_what_was_taught(taught: TaughtAnswers) -> None:
    held = release([Source(f"{i}.md", f"Seite {i}", "Thema", text, "de") for i, text in enumerate((
        "Unsere versicherung mit haftpflicht und deckung nennt der Vertrag.", "Die halle ist neu gebaut worden.",
        "Unser schallpegel in dezibel nach messung.", "Ein ganz anderer Text über Liefertermine."))], ENCODER)
    plain = ask("wer zahlt wenn die halle brennt", encoder=ENCODER)
    knowing = replace(plain, recalled=taught.recall(plain.vector, "de"))

    def place(question: object) -> int:
        return [held.documents[held.document_of[r]].path for r in match(held, question, everything(held)).rows].index("0.md")  # type: ignore[arg-type]

    assert place(knowing) < place(plain)
    assert answer(held, knowing, everything(held)).items[0].document == "1.md"  # words that are there still count
