"""A page that follows a question carries on what was asked, until something else is opened."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from engine.ranking.decision import Decision
from engine.ranking.request import Request
from engine.service import Engine
from engine.visitors.models import Clue

NOW = datetime(2026, 11, 21, 12, tzinfo=UTC)
ASKED = "Wie ist der Fernzugriff abgesichert?"
ANSWER = "produkte/sicherheit.md"


def _page(engine: Engine, *acts: tuple[str, str], group: str = "engine", query: str = "") -> Decision:
    """The page for somebody who did this, a minute apart, in German."""
    history = tuple(Clue(kind, NOW - timedelta(minutes=len(acts) - n), query=what if kind == "question" else "",
                         document="" if kind == "question" else what) for n, (kind, what) in enumerate(acts))
    return engine.recommend(Request(lang="de", page="preise/leasing.md", history=history, now=NOW, group=group,
                                    query=query))


def _carried_on(page: Decision) -> bool:
    return any(item.features["open_question"] for item in page.items)


def test_the_page_after_a_question_carries_on_what_was_asked(engine: Engine) -> None:
    page = _page(engine, ("question", ASKED))
    assert page.items[0].document == ANSWER
    assert any("schließt an Ihre Frage „Wie ist der Fernzugriff abgesichert?“ an" in reason for reason in page.items[0].reasons)
    assert page.answer == "not_asked"


def test_what_was_opened_after_it_ends_it_and_what_was_read_does_not_come_back(engine: Engine) -> None:
    assert not _carried_on(_page(engine, ("question", ASKED), ("view", "produkte/anlage.md")))
    read = _page(engine, ("view", ANSWER), ("question", ASKED))
    assert ANSWER not in {item.document for item in read.items}
    assert not _carried_on(read), "what is left only comes near"


@pytest.mark.parametrize("asked", ["Habt ihr eine Niederlassung in Brasilien?", "Wie wird das Wetter morgen?"])
def test_what_the_library_does_not_answer_moves_nothing(engine: Engine, asked: str) -> None:
    assert not _carried_on(_page(engine, ("question", asked)))


def test_the_neutral_page_and_a_new_question_know_nothing_of_it(engine: Engine) -> None:
    assert not _carried_on(_page(engine, ("question", ASKED), group="holdout"))
    assert not _carried_on(_page(engine, ("question", ASKED), query="Was kostet die Anlage?"))
