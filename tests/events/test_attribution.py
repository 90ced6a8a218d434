"""What an event is credited to: the item it names, the one shown for a question, or what was followed before."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from engine.events.attribution import Credit, credits_of, quoted
from engine.events.profiles import StoredProfile, fold
from engine.events.projector import Projector
from engine.events.room import EventRoom
from engine.store.log import Entry
from engine.store.projection import Projection
from tests.events.conftest import consented, decided, event

MINUTE, DAY = 60_000, 86_400_000
SIGNED, DERIVED = frozenset({"signed"}), frozenset({"derived"})


def _record(*documents: str, answer: str = "not_asked") -> dict[str, Any]:
    return {"policy": "p", "release": "r", "group": "engine", "lang": "de", "role": {"id": "it"}, "phase": {"id": "x"},
            "answer": answer, "items": [
                {"slot": "main" if n == 0 else "next", "score": 1.0, "propensity": 0.5, "document": name,
                 "section": f"{name}#H", "passage": f"{name}#H"} for n, name in enumerate(documents)]}


RECORDS = {"page": _record("a.md", "b.md"), "other": _record("c.md"), "asked": _record("d.md", "b.md", answer="found"),
           "failed": _record("e.md", answer="none")}


def _click(document: str, at: int, decision: str) -> Entry:
    return Entry(id=f"c{at}", type="click", at=at, decision=decision, document=document, passage=f"{document}#H", flags=SIGNED)


def _profile(*clicks: Entry) -> StoredProfile:
    profile = StoredProfile()
    for click in clicks:
        profile = fold(profile, click)
    return profile


BOTH = _profile(_click("a.md", 0, "page"), _click("c.md", MINUTE, "other"))


def _credited(entry: Entry, profile: StoredProfile = BOTH) -> list[tuple[str, float, float]]:
    known = {name: RECORDS[name] for name in quoted(entry, profile) if name in RECORDS}
    found: list[Credit] = credits_of(entry, profile, known)
    return [(credit.document, credit.share, credit.value) for credit in found]


@pytest.mark.parametrize("kind", ["conversion", "contact_form"])
def test_the_end_of_a_journey_is_shared_also_when_it_quotes_a_decision(kind: str) -> None:
    assert _credited(Entry(id="x", type=kind, at=2 * MINUTE, decision="page", flags=SIGNED)) == [
        ("a.md", 0.5, 1.0), ("c.md", 0.5, 1.0)]


def test_feedback_on_an_answer_is_for_the_item_followed_from_it() -> None:
    told = Entry(id="x", type="feedback", at=2 * MINUTE, decision="page", value=-1.0, flags=SIGNED)
    assert _credited(told) == [("a.md", 1.0, -1.0)]
    assert _credited(told, StoredProfile()) == []


def test_an_answered_question_is_for_the_item_shown_first_for_it() -> None:
    for flags in (SIGNED, DERIVED):
        question = Entry(id="x", type="question", at=2 * MINUTE, decision="asked", flags=flags, properties={"answer": "found"})
        assert _credited(question, StoredProfile()) == [("d.md", 1.0, 1.0)]


def test_an_answered_question_on_a_page_is_for_the_item_opened_from_it() -> None:
    question = Entry(id="x", type="question", at=2 * MINUTE, decision="page", flags=SIGNED, properties={"answer": "found"})
    assert _credited(question) == [("a.md", 1.0, 1.0)]
    assert _credited(replace(question, decision="other")) == [("c.md", 1.0, 1.0)]
    assert _credited(replace(question, at=2 * MINUTE + DAY)) == []


def test_an_item_that_a_question_names_comes_first() -> None:
    assert _credited(Entry(id="x", type="question", at=0, decision="asked", document="b.md", flags=SIGNED)) == [("b.md", 1.0, 1.0)]


@pytest.mark.parametrize("fields", [
    {"decision": "failed", "flags": DERIVED, "properties": {"answer": "none"}},
    {"decision": "page", "flags": SIGNED, "value": 0.0},
    {"decision": "asked", "flags": SIGNED, "properties": {"answer": "none"}},
    {"decision": "asked"},  # a decision id that was not made here proves nothing
])
def test_a_question_without_an_answer_is_no_reward(fields: dict[str, Any]) -> None:
    assert _credited(Entry(id="x", type="question", at=DAY, **fields)) == []


def test_coming_back_is_for_what_was_followed_before_not_for_this_visit() -> None:
    back = Entry(id="x", type="return_visit", at=3 * DAY, document="z.md")
    assert _credited(back) == [("a.md", 0.5, 1.0), ("c.md", 0.5, 1.0)]
    assert _credited(replace(back, at=MINUTE)) == []
    assert _credited(replace(back, at=40 * DAY)) == []


def test_what_the_log_holds_becomes_a_reward(live: EventRoom, projector: Projector, projection: Projection) -> None:
    """From intake to the stream that the learner reads, as the widget sends it: the question names no item."""
    token = consented(live)
    page = decided(live)
    live.accept([event("click", decision=page)], token)
    bare = {"document": None, "passage": None, "slot": None}
    live.accept([event("question", decision=page, value=1, properties={"query": "was kostet es", "answer": "found"}, **bare),
                 event("conversion", decision=page, **bare)], token)
    live.accept([event("question", decision=page, value=0, properties={"query": "wo", "answer": "none"}, **bare)], token)
    projector.catch_up()
    assert [(r["type"], r["passage"]) for _, r in projection.rewards()] == [
        ("click", "a.md#H"), ("question", "a.md#H"), ("conversion", "a.md#H")]
