"""Which slots of a page are filled when there is little to fill them with."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from engine.ranking.pipeline import rank
from engine.ranking.request import Request
from engine.ranking.situation import Situation
from engine.service import Engine
from engine.visitors.models import Clue, Posterior, VisitorView
from engine.visitors.overlays import CONSENSUS
from tests.retrieval.makeshift import EvenHeads, published

NOW = datetime(2026, 11, 21, 10, tzinfo=UTC)
TEXT = "---\ntitle: {0}\nlanguage: en\ntype: blog_article\n---\n# {0}\n\n## {0} in short\n\nWhat a plant may do about {0}.\n"


@pytest.mark.parametrize("documents", [1, 2, 3])
@pytest.mark.parametrize("slots", [1, 3, 4, 6])
@pytest.mark.parametrize("needs", [frozenset(), frozenset({CONSENSUS})])
def test_every_page_has_a_main_item_however_small_the_library(
    tmp_path_factory: pytest.TempPathFactory, documents: int, slots: int, needs: frozenset[str]
) -> None:
    names = ["dust", "noise", "heat"][:documents]
    release = published(tmp_path_factory.mktemp("small"), {f"{name}.md": TEXT.format(name.title()) for name in names})
    situation = Situation(release=release, visitor=VisitorView(Posterior({}), Posterior({}), overlays=needs),
                          today=date(2026, 11, 21), lang="en", slots=slots)
    for shown in (situation, replace(situation, neutral=True)):
        chosen = [item.slot for item in rank(shown, EvenHeads()).chosen]
        assert chosen[0] == "main"
        assert len(chosen) == min(documents, slots)


def test_the_common_block_takes_only_its_own_passage_from_a_role(engine: Engine) -> None:
    same_document = 0
    for role in engine.current.get().taxonomy.roles:
        for kind in ("", "pricing_view", "customer_login", "contact_form"):
            before = (Clue(kind, NOW - timedelta(hours=1)),) if kind else ()
            asked = Request(role=role, lang="de", history=before, now=NOW)
            alone = engine.recommend(replace(asked, slots=3)).items[0]
            page = engine.recommend(replace(asked, slots=4)).items
            common = next(item for item in page if item.slot == "common")
            if alone.passage != common.passage:
                assert page[0].passage == alone.passage, (role, kind)
            same_document += page[0].document == common.document
    assert same_document


def test_nobody_in_particular_gets_the_common_block_and_another_document(engine: Engine) -> None:
    page = engine.recommend(Request(lang="de", slots=4)).items
    assert len({item.document for item in page}) == len(page) == 4
