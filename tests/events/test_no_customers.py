"""Who may say that somebody is not buying, and how long it is remembered."""

from __future__ import annotations

import pytest

from engine.events.room import EventRoom
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
