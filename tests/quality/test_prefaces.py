"""The line with which a document opens is shown to who asks for what it says, and else leaves its place to what it leads to."""

from __future__ import annotations

import numpy as np
import pytest

from engine.library.models import Passage
from engine.ranking.request import Request
from engine.service import Engine

OPENED = "wissen/endverpackung-automatisieren.md"


def _prefaces(engine: Engine) -> list[Passage]:
    release = engine.current.get()
    return [release.passages[row] for row in np.flatnonzero(release.prefaces)]


def test_a_line_that_opens_several_passages_is_a_preface_and_nothing_else_is(content_engine: Engine) -> None:
    release = content_engine.current.get()
    assert f"{OPENED}#Endverpackung automatisieren" in [passage.id for passage in _prefaces(content_engine)]
    for row in np.flatnonzero(release.prefaces).tolist():
        of_document = release.rows_of(release.documents[release.document_of[row]].path)
        assert row == of_document[0]
        assert len(of_document) > 2


@pytest.mark.parametrize("asked", [
    Request(lang="de", document=OPENED), Request(lang="de", slots=20), Request(lang="en", slots=20),
    Request(lang="de", role="management", slots=20), Request(lang="de", role="procurement", slots=20),
])
def test_without_a_question_no_preface_is_shown(content_engine: Engine, asked: Request) -> None:
    shown = content_engine.recommend(asked).items
    opening = " ".join(passage.text for passage in _prefaces(content_engine))
    assert shown
    assert not [item.snippet for item in shown if item.snippet in opening]


def test_a_question_that_it_answers_finds_it(content_engine: Engine) -> None:
    first = content_engine.recommend(Request(lang="de", query="Bis wann gelten die Preise?")).items[0]
    assert first.passage in [passage.id for passage in _prefaces(content_engine)]
    assert "gültig bis" in first.snippet
