"""What somebody is shown first of whom nothing is known: where the library, or the document, tells what it is about."""

from __future__ import annotations

from datetime import UTC, datetime

import numpy as np
import pytest

from engine.ranking.request import Request
from engine.service import Engine
from engine.visitors.models import Clue

WHITE_PAPERS = {
    "wissen/endverpackung-automatisieren.md": "Das Wichtigste in zwei Minuten",
    "en/insights/automating-end-of-line.md": "In two minutes",
    "wissen/leitfaden-linienplanung.pdf": "Kurzfassung für die Leitung",
}
FIRST = {"de": "ein guter Einstieg", "en": "a good place to start"}


@pytest.mark.parametrize("path", WHITE_PAPERS)
def test_a_white_paper_begins_with_its_summary(content_engine: Engine, path: str) -> None:
    document = content_engine.current.get().document(path)
    assert document is not None
    assert content_engine.recommend(Request(lang=document.lang, document=path)).items[0].heading == WHITE_PAPERS[path]


@pytest.mark.parametrize("lang", ["de", "en"])
def test_nobody_in_particular_begins_near_the_heart_of_the_library_and_reads_from_the_beginning(content_engine: Engine, lang: str) -> None:
    release = content_engine.current.get()
    first = content_engine.recommend(Request(lang=lang)).items[0]
    row = next(row for row, passage in enumerate(release.passages) if passage.id == first.passage)
    assert first.lang == lang
    assert release.gist[row] >= np.percentile(release.gist[release.langs == lang], 95)
    assert release.passages[row].text.startswith(first.snippet)
    assert first.contributions["gist"] > 0
    assert any(FIRST[lang] in reason for reason in first.reasons)


@pytest.mark.parametrize("lang", ["de", "en"])
def test_what_it_begins_with_is_left_to_the_main_item(content_engine: Engine, lang: str) -> None:
    """The block that is the same for everybody shows something else, whatever the role."""
    roles = ["", *content_engine.current.get().taxonomy.roles]
    pages = {role: content_engine.recommend(Request(lang=lang, role=role)).items for role in roles}
    common = {item.document for items in pages.values() for item in items if item.slot == "common"}
    assert len(common) == 1
    assert pages[""][0].document not in common


def test_a_role_a_question_or_what_was_read_makes_it_count_for_nothing(content_engine: Engine) -> None:
    read = (Clue("view", datetime.now(UTC), document="wissen/kartonqualitaet.md"),)
    for asked in (Request(lang="de", role="finance"), Request(lang="de", query="Was kostet die Wartung?"), Request(lang="de", history=read)):
        assert {item.contributions.get("gist", 0.0) for item in content_engine.recommend(asked).items} == {0.0}
