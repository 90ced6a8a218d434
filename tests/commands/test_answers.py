"""ask and recommend: the terminal gives the engine's answer, for people and as JSON."""

from __future__ import annotations

from pathlib import Path

import pytest

from engine.settings import Settings
from tests.commands.conftest import Run

PRICE = "Was kostet die N4 mit einem Formatsatz?"


def test_ask_answers_with_a_sentence_of_the_library_and_says_where_it_stands(published: Settings, run: Run) -> None:
    done = run("ask", PRICE, "--json")
    first = done.json["items"][0]
    assert (done.code, done.json["answer"]) == (0, "found")
    assert (first["document"], first["passage"]) == ("preise/preise.md", "preise/preise.md#Was eine Anlage kostet")
    assert "214.000 Euro" in first["snippet"]
    assert first["url"].startswith("https://www.example.com/de/preise#:~:text=")


def test_ask_tells_people_the_same(published: Settings, run: Run) -> None:
    done = run("ask", PRICE)
    assert done.code == 0
    assert done.out.startswith("Found (confidence ")
    assert "214.000 Euro" in done.out
    assert "preise/preise.md#Was eine Anlage kostet" in done.out


def test_ask_says_that_the_library_has_no_answer(published: Settings, run: Run) -> None:
    question = "Wer wurde 1954 Weltmeister im Schach?"
    done = run("ask", question, "--json")
    assert done.json["answer"] == "none"
    assert all(item["near"] for item in done.json["items"])
    assert run("ask", question).out.startswith("Not in the library")


def test_ask_never_shows_what_is_internal(published: Settings, run: Run) -> None:
    done = run("ask", "Wie hoch ist der höchste Nachlass?", "--limit", 20, "--json")
    assert "intern/" not in done.out
    assert "17 Prozent" not in done.out


def test_ask_chooses_inside_the_named_document_and_keeps_the_limit(published: Settings, run: Run) -> None:
    items = run("ask", PRICE, "--document", "preise/leasing.md", "--limit", 1, "--json").json["items"]
    assert [item["document"] for item in items] == ["preise/leasing.md"]


def test_recommend_shows_what_a_visitor_with_this_role_would_see(published: Settings, run: Run) -> None:
    done = run("recommend", "--role", "finance", "--lang", "de", "--slots", 3, "--json")
    decision = done.json
    assert (done.code, decision["answer"]) == (0, "not_asked")
    assert (decision["visitor"]["role"]["id"], decision["visitor"]["role"]["source"]) == ("finance", "declared")
    assert 1 <= len(decision["items"]) <= 3
    assert all(item["reasons"] and item["snippet"] for item in decision["items"])
    assert not [item for item in decision["items"] if item["document"].startswith("intern/")]
    assert not [item for item in decision["items"] if "features" in item or "contributions" in item]


def test_recommend_explains_every_score_by_its_parts(published: Settings, run: Run) -> None:
    decision = run("recommend", "--query", PRICE, "--explain", "--json").json
    first = decision["items"][0]
    assert (decision["answer"], first["document"]) == ("found", "preise/preise.md")
    assert first["features"].keys() >= first["contributions"].keys() > set()
    told = run("recommend", "--query", PRICE, "--explain").out
    assert "answer found" in told
    assert all(name in told for name in first["contributions"])


@pytest.mark.parametrize("words", [["ask"], ["ask", "Frage", "--limit", "0"], ["recommend", "--slots", "21"], ["recomend"]])
def test_what_was_typed_wrongly_is_told_with_exit_code_2(published: Settings, run: Run, words: list[str]) -> None:
    done = run(*words)
    assert (done.code, done.out) == (2, "")
    assert done.err


def test_brackets_in_titles_headings_and_names_are_shown_as_they_are(own: Path, run: Run) -> None:
    title, heading = "[/bold] Anlage [red]leise[/]", "[/x] Schall [DE]"
    (own / "[b]lärm.md").write_text(
        f'---\ntitle: "{title}"\n---\n# Lärm\n\n## {heading}\n\nDie N9 ist mit 52 dB(A) so leise, dass keine Wand nötig ist.\n',
        encoding="utf-8")
    run("index", own)
    for words in (("ask", "Wie laut ist die N9?"), ("recommend", "--query", "Wie laut ist die N9?")):
        done = run(*words)
        assert done.code == 0, done.err
        assert f"{title} > {heading}" in done.out
    assert f"[b]lärm.md#{heading}" in run("labels", "--limit", 1000).out
    run("keys", "create", "--kind", "public", "--label", heading)
    assert heading in run("keys", "list").out


def test_an_empty_question_is_no_question(published: Settings, run: Run) -> None:
    done = run("ask", "  ")
    assert done.code != 0
    assert "no question" in done.out + done.err
