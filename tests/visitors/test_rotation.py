"""A visitor token changes every 30 days of use: the visitor stays, the old token ends once the new one is used."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from engine import clock
from engine.errors import NotFound
from engine.events.room import EventRoom, open_room
from engine.settings import Settings
from engine.store import tokens
from engine.store.tokens import Held
from tests.events.conftest import event

BOTH = ("personalisation", "measurement")


@pytest.fixture
def room(tmp_path: Path) -> Iterator[EventRoom]:
    made = open_room(Settings(var=tmp_path / "var", redis_url="unix:///nowhere/lotse.sock"))
    yield made
    made.journal.close()


def who(room: EventRoom, token: str) -> str:
    found = room.recognise(token)
    room.journal.write(lambda tx: None)  # what was submitted before is on disk now
    return found.id if found else ""


def test_it_changes_after_thirty_days_and_the_visitor_stays(room: EventRoom) -> None:
    start = clock.now()
    first = room.consent.grant("", BOTH, "1")
    visitor, tokens = who(room, first), [first]
    for month in range(1, 4):
        with clock.frozen(start + timedelta(days=29 + 30 * (month - 1))):
            assert room.consent.tokens.renewed(tokens[-1]) == ""
        with clock.frozen(start + timedelta(days=30 * month, minutes=month)):
            fresh = room.consent.tokens.renewed(tokens[-1])
            assert fresh not in ("", *tokens)
            assert len(fresh) == len(first)
            assert who(room, fresh) == visitor
            room.accept([event("question", query="was kostet das")], fresh)
            tokens.append(fresh)
    with clock.frozen(start + timedelta(days=98)):
        assert [who(room, token) for token in tokens] == ["", "", "", visitor]
        assert len(room.rights.export(tokens[-1])["events"]) == 3
        with pytest.raises(NotFound):
            room.rights.export(tokens[0])
        room.accept([event("question", query="Zanzibar")], tokens[0])
        assert all(entry.query != "Zanzibar" for entry in room.log.read())
        assert room.rights.erase(tokens[0]).rows == 3, "whoever wants to be forgotten is heard with any token he had"
        assert who(room, tokens[-1]) == ""


def test_the_offer_is_the_same_until_it_is_taken_and_the_old_one_works_as_long(room: EventRoom) -> None:
    start = clock.now()
    first = room.consent.grant("", BOTH, "1")
    visitor = who(room, first)
    for day in (31, 40, 170):
        with clock.frozen(start + timedelta(days=day)):
            assert who(room, first) == visitor
            offers = {room.consent.tokens.renewed(first), room.consent.grant(first, BOTH, "1")}
            assert len(offers) == 1
    (fresh,) = offers
    with clock.frozen(start + timedelta(days=171)):
        assert who(room, fresh) == visitor
        assert room.consent.tokens.renewed(first) == "", "it is replaced already"
    with clock.frozen(start + timedelta(days=177)):
        assert who(room, first) == visitor, "what other tabs still send counts"
    with clock.frozen(start + timedelta(days=179)):
        assert who(room, first) == ""
        assert who(room, fresh) == visitor


def test_erasure_by_the_new_token_ends_all(room: EventRoom) -> None:
    first = room.consent.grant("", BOTH, "1")
    room.accept([event("question", query="was kostet das")], first)
    with clock.frozen(clock.now() + timedelta(days=31)):
        fresh = room.consent.tokens.renewed(first)
        assert room.rights.erase(fresh).rows == 1
        assert (who(room, first), who(room, fresh)) == ("", "")
        assert room.journal.read().execute("SELECT count(*) FROM tokens").fetchone() == (0,)
        assert room.consent.grant(fresh, BOTH, "1") not in (first, fresh)


def test_who_is_erased_while_his_token_is_due_leaves_nothing_and_gets_none(room: EventRoom, monkeypatch: pytest.MonkeyPatch) -> None:
    first = room.consent.grant("", BOTH, "1")
    held, looked = room.consent.tokens._held, []

    def erased_after(name: str) -> Held | None:
        found = held(name)
        looked.append(name)
        if len(looked) == 2:  # the last look before the write
            room.rights.erase(first)
        return found

    monkeypatch.setattr(room.consent.tokens, "_held", erased_after)
    with clock.frozen(clock.now() + timedelta(days=31)):
        assert room.consent.tokens.renewed(first) == ""
    assert len(looked) == 2
    assert room.journal.read().execute("SELECT count(*) FROM tokens").fetchone() == (0,)


def test_a_yes_that_is_written_stands_also_when_the_next_token_cannot_be(room: EventRoom, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object) -> bool:
        raise sqlite3.OperationalError("database or disk is full")

    first = room.consent.grant("", BOTH, "1")
    with clock.frozen(clock.now() + timedelta(days=31)):
        with monkeypatch.context() as patch:
            patch.setattr(tokens, "give", full)
            assert room.consent.grant(first, BOTH, "1") == first
        assert room.consent.grant(first, BOTH, "1") not in ("", first), "it is exchanged when that can be written"


def test_no_token_is_written_down_and_nobody_else_can_make_the_next_one(room: EventRoom, tmp_path: Path) -> None:
    first = room.consent.grant("", BOTH, "1")
    other = open_room(Settings(var=tmp_path / "other", redis_url="unix:///nowhere/lotse.sock"))
    with clock.frozen(clock.now() + timedelta(days=31)):
        fresh = room.consent.tokens.renewed(first)
        assert other.consent.tokens.renewed(first) == ""  # nothing is known of him there
    other.journal.close()
    room.journal.close()
    files = [path.read_bytes() for path in (tmp_path / "var").rglob("*") if path.is_file()]
    assert not [body for body in files if fresh.encode() in body or first.encode() in body]


def test_a_token_that_was_never_given_is_never_renewed(room: EventRoom) -> None:
    with clock.frozen(clock.now() + timedelta(days=400)):
        assert room.consent.tokens.renewed("vt_i-am-somebody") == ""
