"""What each slot of the page promises: a proof proves, the common block knows no role, nothing fitting is nothing shown."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from engine import clock
from engine.learning.policies.replayed import Replayed
from engine.learning.served import served_policy
from engine.ranking.layout import _FAR_BEHIND, _PROOF_TYPES, _PROVES
from engine.ranking.pipeline import rank
from engine.ranking.request import Request
from engine.ranking.situation import Chosen, Slate
from engine.service import Engine
from engine.visitors.models import Clue

ROLES = ["management", "operations", "technical", "it", "procurement", "finance", "user", "assurance"]
QUESTIONS = ["Was kostet ein Formatwechsel?", "How long does delivery take?", "kommt das ding durch unsere tür"]


@pytest.mark.parametrize("request_", [Request(role=role, lang=lang) for role in ROLES for lang in ("de", "en")], ids=str)
def test_a_proof_proves_something(content_engine: Engine, request_: Request) -> None:
    slate = rank(content_engine.situation(request_), content_engine.heads)
    release = slate.situation.release
    column = list(release.taxonomy.facets).index("references")
    for item in slate.chosen:
        row = slate.row_of(item)
        kind = release.types[release.document_of[row]].id
        assert item.slot != "proof" or kind in _PROOF_TYPES or release.labels.facets[row, column] >= _PROVES


@pytest.mark.parametrize("question", QUESTIONS)
def test_what_lies_far_behind_the_best_match_is_left_out(content_engine: Engine, question: str) -> None:
    slate = rank(content_engine.situation(Request(query=question, slots=12)), content_engine.heads)
    assert slate.matches is not None
    score_of = dict(zip(slate.matches.rows.tolist(), slate.matches.score.tolist(), strict=True))
    best = max(score_of[row] for row in slate.rows.tolist())
    later = [score_of[slate.row_of(item)] for item in slate.chosen[1:] if item.framed is None and item.slot != "common"]
    assert later
    assert min(later) >= best - _FAR_BEHIND - 1e-6


@pytest.mark.parametrize("document", ["wissen/endverpackung-automatisieren.md", ""])
@pytest.mark.parametrize("question", ["", QUESTIONS[0]])
def test_the_common_block_is_the_same_whoever_asks_while_the_rest_of_the_page_is(
    content_engine: Engine, document: str, question: str
) -> None:
    """Only inside a document may what stands above move it."""
    pages = {}
    for role in ROLES:
        items = content_engine.recommend(Request(role=role, lang="de", document=document, query=question)).items
        above = tuple(item.passage for item in items if item.slot != "common") if document else ()
        pages.setdefault(above, set()).add(tuple(item.passage for item in items if item.slot == "common"))
    assert all(len(found) == 1 for found in pages.values())


@pytest.mark.parametrize("question", [*QUESTIONS, "Leasing", "Lieferzeit", "How do I clean the machine?", "Insolvenz"])
def test_there_is_a_common_block_whatever_is_asked(content_engine: Engine, question: str) -> None:
    shown = {tuple(i.passage for i in content_engine.recommend(Request(query=question, role=role)).items if i.slot == "common")
             for role in ("", *ROLES)}
    assert len(shown) == 1
    assert all(shown)


@pytest.mark.parametrize("question", QUESTIONS[:2])
def test_what_was_read_answers_a_question_but_does_not_stand_beside_the_answer(content_engine: Engine, question: str) -> None:
    plain = content_engine.recommend(Request(query=question, lang="de")).items
    read = [item.document for item in plain[:2]]
    assert len(read) == 2
    history = tuple(Clue("view", clock.now() - timedelta(days=1), document=path) for path in read)
    again = content_engine.recommend(Request(query=question, lang="de", history=history)).items
    assert again[0].document == read[0]
    assert not set(read) & {item.document for item in again[1:]}


@pytest.mark.parametrize("request_", [Request(role=role, lang=lang, slots=5) for role in ROLES for lang in ("de", "en")], ids=str)
def test_in_doubt_the_whole_page_is_the_neutral_page(content_engine: Engine, request_: Request) -> None:
    """What caution promises: a role whose own page is doubted gets the very page that the holdout gets."""
    held = content_engine.recommend(Request(lang=request_.lang, slots=5, group="holdout"))
    drawing = content_engine.situation(replace(request_, explore=True, seed="s"))
    own = rank(drawing, content_engine.heads, served_policy("default", 0.2))
    neutral = own.draw["neutral"]
    chances = [float(name in neutral) for name in own.draw["passages"]]
    policy = Replayed({"passages": own.draw["passages"], "probabilities": chances, "neutral": neutral, "caution": 1.0}, "fixed@1")
    kept = rank(drawing, content_engine.heads, policy)
    assert [(item.slot, _shown(kept, item)) for item in kept.chosen] == [(item.slot, item.passage) for item in held.items]


def _shown(slate: Slate, item: Chosen) -> str:
    return slate.situation.release.passages[slate.row_of(item)].section
