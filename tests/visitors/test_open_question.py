"""A question asked on the way to a page stays open until something else is opened."""

from __future__ import annotations

from datetime import timedelta

import pytest

from engine.visitors.models import Clue, Clues
from engine.visitors.open_question import open_question
from tests.visitors.conftest import NOW

ASKED = "welche zahlungsbedingungen gelten"


def _open(*history: tuple[str, float, str], page: str = "") -> str:
    """What is open after acts (type, minutes ago, what was typed or opened)."""
    clues = tuple(Clue(kind, NOW - timedelta(minutes=ago), query=what if kind == "question" else "",
                       document="" if kind == "question" else what) for kind, ago, what in history)
    return open_question(Clues(now=NOW, page=page, history=clues))


def test_the_last_question_of_the_visit_is_open() -> None:
    assert _open(("view", 9, "blog.md"), ("question", 5, "fehler e47"), ("question", 3, ASKED)) == ASKED
    assert not _open(("view", 9, "blog.md"))


@pytest.mark.parametrize("kind", ["view", "click", "download", "pricing_view"])
def test_whoever_opens_something_leaves_it_behind(kind: str) -> None:
    assert _open(("question", 5, ASKED), (kind, 3, "preise.md")) == ""


def test_the_page_being_read_and_what_is_told_of_earlier_ones_do_not_close_it() -> None:
    assert _open(("question", 5, ASKED), ("click", 3, "preise.md"), ("view", 3, "preise.md"), page="preise.md") == ASKED
    assert _open(("view", 9, "blog.md"), ("question", 5, ASKED), ("dwell", 4, "blog.md"), page="preise.md") == ASKED
    assert _open(("question", 5, ASKED), ("impression", 4, "handbuch.md"), page="preise.md") == ASKED


def test_it_ends_with_the_visit_and_says_nothing_private() -> None:
    assert _open(("question", 60 * 5, ASKED)) == ""
    assert _open(("question", 5, "Ich bin 54, welche zahlungsbedingungen gelten?")) == "welche zahlungsbedingungen gelten?"
