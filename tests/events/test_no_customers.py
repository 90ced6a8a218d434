"""Who may say that somebody is not buying, and how long it is remembered."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from engine import clock
from engine.events.retention import let_go
from engine.events.room import EventRoom
from engine.settings import Settings
from engine.store import no_customers
from engine.store.journal import Transaction
from engine.store.no_customers import NoCustomers
from tests.events.conftest import consented, decided, event

BARE = {"document": None, "passage": None, "slot": None}


def kind(room: EventRoom, token: str) -> str | None:
    visitor = room.recognise(token)
    assert visitor is not None
    return NoCustomers(room.journal).kind_of(visitor.id)


@pytest.mark.parametrize("properties", [{"not_buying": "staff"}, {"not_buying": "student"}, {"role": "competitor"},
                                        {"role": "staff"}, {"role": "bot"}])
@pytest.mark.parametrize("server", [True, False])
def test_only_an_operators_system_says_it_of_anybody(room: EventRoom, properties: dict[str, str], server: bool) -> None:
    token = consented(room)
    assert room.accept([event("role", properties=properties, **BARE)], token, server=server).accepted
    assert kind(room, token) == (next(iter(properties.values())) if server else None)


@pytest.mark.parametrize("server", [True, False])
def test_without_consent_too(room: EventRoom, server: bool) -> None:
    made = decided(room)
    assert room.accept([event("role", decision=made, properties={"not_buying": "bot"}, **BARE)], None, server=server).accepted
    assert NoCustomers(room.journal).among([made]) == ({made: "bot"} if server else {})


def test_a_page_may_say_what_somebody_chose_typed_or_logged_into(room: EventRoom) -> None:
    said = {"student": event("role", properties={"role": "student"}, **BARE), "staff": event("staff_login", **BARE),
            "applicant": event("question", query="Stellenangebote", **BARE)}
    for word, one in said.items():
        token = consented(room)
        room.accept([one], token)
        assert kind(room, token) == word


@pytest.mark.parametrize("seen", [True, False])
@pytest.mark.parametrize("how", ["event", "decision"])
def test_it_is_remembered_for_as_long_as_he_comes(room: EventRoom, settings: Settings, seen: bool, how: str) -> None:
    start = datetime(2026, 6, 1, tzinfo=UTC)
    with clock.frozen(start):
        token = consented(room)
        room.accept([event("staff_login", **BARE)], token)
    visitor = room.recognise(token)
    assert visitor is not None
    with clock.frozen(start + timedelta(days=60)):
        if seen and how == "event":
            room.accept([event("view", **BARE)], token)
        elif seen:
            decided(room, visitor.id, page="a.md")
    with clock.frozen(start + timedelta(days=settings.events_days + 10)):
        let_go(room.journal, settings)
    assert NoCustomers(room.journal).kind_of(visitor.id) == ("staff" if seen else None)


def _logged(room: EventRoom, visitor: str, kind: str, **request: str) -> str:
    """A decision in whose record the ranking has noted who is not buying."""
    record = room.decisions.get(decided(room)) or {}
    name = room.decisions.new_id()
    room.record({**record, "id": name, "request": request, "not_buying": kind}, visitor)
    room.journal.write(lambda tx: None)
    return name


def test_the_only_writer_unpacks_no_record_to_see_whose_question_it_is(room: EventRoom, monkeypatch: pytest.MonkeyPatch) -> None:
    theirs, other = _logged(room, "", "student"), _logged(room, "", "")
    assert NoCustomers(room.journal).among([theirs, other]) == {theirs: "student"}
    monkeypatch.setattr("engine.store.decision_log.unpacked", lambda body: pytest.fail("a record was unpacked"))
    words = {"query": "Gibt es Wohnungen?", "answer": "none"}
    for number in range(12):
        for made in (theirs, other):
            sent = event("question", value=0, decision=made, properties=words, **BARE)
            assert room.accept([sent], None, prefix=f"192.0.{number}").accepted
    assert [one["times"] for one in room.log.questions()] == [12]


def test_a_decision_marks_its_visitor_once(room: EventRoom, monkeypatch: pytest.MonkeyPatch) -> None:
    marked: list[str] = []

    def mark(transaction: Transaction, visitor: str, at: int, kind: str) -> None:
        marked.append(kind)
        no_customers.mark_visitor(transaction, visitor, at, kind)

    for module in ("decisions", "no_customers"):
        monkeypatch.setattr(f"engine.events.{module}.mark_visitor", mark)
    token = consented(room)
    visitor = room.recognise(token)
    assert visitor is not None
    _logged(room, visitor.id, "student", query="Bachelorarbeit Pumpen", page="a.md")
    assert (marked, kind(room, token)) == (["student"], "student")
