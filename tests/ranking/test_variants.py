"""Same facts, other emphasis: the message wins first, then it is told the way the visitor chose, and only he."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from engine.library.checks.variants import numbers
from engine.library.models import Document
from engine.ranking.pipeline import rank
from engine.ranking.rules import may_answer
from engine.ranking.situation import Situation, Slate
from engine.ranking.variants import stand_ins
from engine.retrieval.release import Release
from engine.visitors.framing import preferred_frame
from engine.visitors.models import Clue, Clues, Posterior, VisitorView
from engine.web.api.deciding import engine_request
from engine.web.api.schemas.recommendations import RecommendationRequest
from tests.retrieval.makeshift import EvenHeads, published

NOW = datetime(2026, 11, 21, 12, tzinfo=UTC)
TODAY = NOW.date()
FRONT = "---\ntitle: {}\nlanguage: en\n{}\n---\n# {}\n\n"
SPARE = "\n\n## Spare parts\n\nSpare parts stay available for 15 years and are sent within one day from two places.\n"
LIBRARY = {
    "line.md": FRONT.format("Line", "url: https://x.example/line", "Line")
    + "## Output\n\nThe line packs 120 boxes a minute with two people, and the plant ran it for a whole year." + SPARE,
    "line-save.md": FRONT.format("Line", "variant_of: line.md\nframe: savings", "Line")
    + "## Less effort\n\nTwo people suffice for 120 boxes a minute, so the plant spends less on output this year." + SPARE,
    "line-grow.md": FRONT.format("Line", "variant_of: line.md\nframe: growth", "Line")
    + "## More output\n\nWith two people the plant packs 120 boxes a minute and sells more output this year." + SPARE,
    "other.md": FRONT.format("Contract", "url: https://x.example/contract", "Contract")
    + "## Terms\n\nPayment is due within thirty days, the contract runs for two years and ends by itself.",
}


@pytest.fixture(scope="module")
def release(tmp_path_factory: pytest.TempPathFactory) -> Release:
    return published(tmp_path_factory.mktemp("variants"), LIBRARY)


def _slate(release: Release, frame: str = "", **changes: Any) -> Slate:
    view = VisitorView(Posterior({}), Posterior({}), frame=frame, read=changes.pop("read", frozenset()))
    situation = Situation(release=release, visitor=view, today=TODAY, lang="en", **changes)
    return rank(situation, EvenHeads())


def _shown(release: Release, slate: Slate) -> list[str]:
    return [release.documents[release.document_of[slate.row_of(item)]].path for item in slate.chosen]


def _messages(slate: Slate) -> list[tuple[int, str, float]]:
    return [(int(slate.rows[item.at]), item.slot, item.propensity) for item in slate.chosen]


@pytest.mark.parametrize(("frame", "path"), [("", "line.md"), ("savings", "line-save.md"), ("Growth", "line-grow.md"), ("fear", "line.md")])
def test_the_preferred_variant_is_shown_and_nothing_else_changes(release: Release, frame: str, path: str) -> None:
    slate, neutral = _slate(release, frame, slots=3), _slate(release, slots=3)
    assert path in _shown(release, slate)
    assert _messages(slate) == _messages(neutral)
    assert np.array_equal(slate.score, neutral.score)
    assert len(_shown(release, slate)) == len(set(_shown(release, slate)))


def test_a_question_is_answered_by_one_of_the_group(release: Release) -> None:
    paths = [release.documents[n].path for n in release.document_of[may_answer(release, "How many boxes a minute?", "", TODAY)]]
    assert {"line.md", "other.md"} == set(paths)
    inside = may_answer(release, "How many boxes a minute?", "line-save.md", TODAY)
    assert inside.all()


def test_the_passage_that_says_the_same_is_shown_with_its_own_sentences(release: Release) -> None:
    slate = _slate(release, "growth", slots=3)
    item = next(item for item in slate.chosen if item.framed is not None)
    before, after = release.passages[int(slate.rows[item.at])], release.passages[slate.row_of(item)]
    assert {before.heading, after.heading} in ({"Output", "More output"}, {"Spare parts"})
    assert item.snippet in after.text.replace("\n", " ")


@pytest.mark.parametrize("changes", [{"neutral": True}, {"scope": "line.md"}])
def test_the_neutral_page_and_a_look_into_one_document_stay_as_they_are(release: Release, changes: dict[str, Any]) -> None:
    assert all(item.framed is None for item in _slate(release, "growth", **changes).chosen)


def test_the_block_for_everybody_stays_neutral(release: Release) -> None:
    assert all(item.framed is None for item in _slate(release, "growth", slots=4).chosen if item.slot == "common")


@pytest.mark.parametrize("changes", [{"read": frozenset({"line-save.md"})}, {"page": "line-grow.md"}])
def test_facts_that_were_read_in_one_frame_are_not_told_again_in_another(release: Release, changes: dict[str, Any]) -> None:
    assert set(_shown(release, _slate(release, "savings", slots=3, **changes))) == {"other.md"}


def _clues(*history: Clue, **given: Any) -> Clues:
    return replace(Clues(now=NOW), history=history, **given)


def _clue(kind: str, path: str, minutes: int) -> Clue:
    return Clue(kind, NOW - timedelta(minutes=minutes), path)


def test_a_declared_preference_beats_clicks_and_the_last_click_beats_earlier_ones(release: Release) -> None:
    clicks = (_clue("click", "line-save.md", 9), _clue("click", "line-grow.md", 5), _clue("click", "other.md", 1))
    assert preferred_frame(_clues(*clicks), release) == "growth"
    assert preferred_frame(_clues(*clicks, frame="savings"), release) == "savings"


@pytest.mark.parametrize("clue", [
    _clue("view", "line-grow.md", 5), _clue("dwell", "line-grow.md", 5), _clue("download", "line-grow.md", 5),
    _clue("click", "line.md", 5), _clue("click", "line-grow.md", 60 * 30), _clue("click", "line-grow.md", -5),
    Clue("question", NOW, query="We want to grow and sell more, growth!"),
])
def test_nothing_but_a_click_on_a_variant_in_this_visit_shows_a_preference(release: Release, clue: Clue) -> None:
    given = {"declared_role": "management", "job_title": "Head of growth", "query": "growth", "industry": "growth"}
    assert preferred_frame(_clues(clue, **given), release) == ""


def test_without_consent_a_click_sent_along_counts_for_this_answer(release: Release) -> None:
    events = [{"id": "12345678", "type": kind, "document": path} for kind, path in (("click", "line-grow.md"), ("view", "line-save.md"))]
    request, _ = engine_request(RecommendationRequest(events=events), release)
    assert request.frame == "growth"
    assert engine_request(RecommendationRequest(events=events, frame="savings"), release)[0].frame == "savings"


def test_an_unknown_frame_is_noted_and_harmless(release: Release) -> None:
    request, notes = engine_request(RecommendationRequest(frame="fear of anna@mail.example"), release)
    assert request.frame == ""
    assert notes == ["frame is that of no variant in this release and was ignored."]


def _document(path: str, **fields: Any) -> Document:
    return Document(path, fields.pop("id", path), path, fields.pop("lang", "de"), "", "", "", (), **fields)


def test_the_neutral_document_of_the_same_language_competes_for_its_variants() -> None:
    documents = [_document("de/a.md", id="a"), _document("en/a.md", id="a", lang="en"),
                 _document("v.md", variant_of="a", frame="x", lang="en"), _document("w.md", variant_of="de/a.md", frame="x")]
    assert stand_ins(documents, TODAY) == {2: 1, 3: 0}


@pytest.mark.parametrize("neutral", [[], [_document("n.md", valid_until=date(2020, 1, 1))]])
def test_without_a_neutral_document_that_may_be_shown_one_variant_competes(neutral: list[Document]) -> None:
    documents = [*neutral, _document("v.md", variant_of="n.md", frame="x"), _document("w.md", variant_of="n.md", frame="y")]
    assert stand_ins(documents, TODAY) == {len(neutral) + 1: len(neutral)}


def test_the_sample_variants_hold_the_same_numbers(library_dir: Path) -> None:
    from engine.library.read import read_library
    from engine.taxonomy import shipped

    found = {d.path: d for d in read_library(library_dir.parents[2] / "content" / "vertrieb", shipped()).documents}
    assert numbers(found["k120-kurz.md"]) == numbers(found["k120-kurz-sparen.md"]) == numbers(found["k120-kurz-wachsen.md"])
