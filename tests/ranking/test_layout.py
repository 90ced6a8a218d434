"""Which slots of a page are filled when there is little to fill them with."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from engine.ranking.pipeline import rank
from engine.ranking.situation import Situation
from engine.visitors.models import Posterior, VisitorView
from engine.visitors.overlays import CONSENSUS
from tests.retrieval.makeshift import EvenHeads, published

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
