"""Decisions are logged beside the answer, without what nobody agreed to, and can be compared with a replay."""

from __future__ import annotations

import copy

from engine.events.decisions import differences, without_identity
from engine.events.room import EventRoom
from tests.events.conftest import consented, decided


def test_a_decision_is_read_back_as_it_was_logged(room: EventRoom) -> None:
    name = decided(room, slots=4)
    record = room.decisions.get(name)
    assert record is not None
    assert record["items"][0]["propensity"] == 0.5
    assert record["request"] == {"slots": 4}


def test_ids_are_unguessable_and_unique(room: EventRoom) -> None:
    ids = {room.decisions.new_id() for _ in range(1000)}
    assert len(ids) == 1000
    assert all(len(one) == 32 for one in ids)


def test_the_page_and_the_question_of_a_consented_request_are_remembered(room: EventRoom) -> None:
    visitor = room.recognise(consented(room))
    assert visitor is not None
    decided(room, visitor.id, page="preise.md", query="was kostet das")
    decided(room, "", page="preise.md", query="was kostet das")
    assert sorted((c.type, c.document, c.query) for c in room.profile(visitor)[0].history) == [
        ("question", "", "was kostet das"), ("view", "preise.md", "")]
    assert len(room.log.read()) == 2


def test_what_is_dropped_without_consent_is_named() -> None:
    record = {"id": "d", "request": {"query": "q", "job_title": "j", "slots": 4, "page": "a.md"}}
    assert without_identity(record) == {"id": "d", "request": {"slots": 4, "page": "a.md"}, "dropped": ["job_title", "query"]}


def test_every_difference_of_a_replay_is_told(room: EventRoom) -> None:
    record = room.decisions.get(decided(room)) or {}
    assert differences(record, record) == []
    for change in ({"release": "other"}, {"policy": "other"}, {"items": []}, {"candidates": {"score": [1]}}):
        assert differences(record, {**record, **change})
    other = copy.deepcopy(record)
    other["items"][0]["propensity"] = 0.4
    assert "propensity" in differences(record, other)[0]


def test_a_lost_log_never_costs_the_answer(room: EventRoom) -> None:
    room.journal.path.parent.write_text("in the way")
    room.record({"id": "d", "at": 1, "request": {}}, "")
    room.journal.close()
    assert room.decisions.lost == 1
