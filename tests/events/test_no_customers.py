"""Who may say that somebody is not buying, and how long it is remembered."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from engine import clock
from engine.events.retention import let_go
from engine.events.room import EventRoom
from engine.settings import Settings
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
