"""What a visitor, his contact and the operator's settings say about him, as a developer calls it."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from engine.settings import Settings
from tests.conftest import GRANT, Keys

PRICES_TWICE = [{"type": "pricing_view", "at": f"2026-11-{day}T10:00:00Z"} for day in (16, 18, 20)]
BACK = {"history": PRICES_TWICE, "now": "2026-11-21T10:00:00Z", "query": "Was ist das überhaupt und welche Arten gibt es?"}


@pytest.fixture
def linear(app: Flask, monkeypatch: pytest.MonkeyPatch) -> Iterator[FlaskClient]:
    """The same service under LOTSE_JOURNEY=linear."""
    services = app.extensions["lotse"]
    journey = Settings.load({"LOTSE_JOURNEY": "linear"}).journey
    monkeypatch.setattr(services, "settings", replace(services.settings, journey=journey))
    with app.test_client() as client:
        yield client


def phases(client: FlaskClient, keys: Keys, **given: Any) -> dict[str, float]:
    reply = client.post("/v1/preview", json=BACK | given, headers={"X-Lotse-Key": keys.secret})
    assert reply.status_code == 200, reply.text
    posterior: dict[str, float] = reply.json["visitor"]["phase"]["posterior"]
    return posterior


def test_the_journey_of_the_settings_holds_where_a_request_names_none(linear: FlaskClient, keys: Keys) -> None:
    default, linear_journey, other = (phases(linear, keys, **given) for given in ({}, {"journey": "linear"}, {"journey": "nonlinear"}))
    assert default == linear_journey
    assert other != default, "the preview's own value wins"


def test_without_a_setting_journeys_are_not_linear(client: FlaskClient, keys: Keys) -> None:
    assert phases(client, keys) == phases(client, keys, journey="nonlinear") != phases(client, keys, journey="linear")


def granted(client: FlaskClient, keys: Keys, *purposes: str) -> str:
    given = {"key": keys.public, **GRANT, "purposes": ["personalisation", *purposes]}
    token: str = client.post("/v1/consent", json=given).json["visitor"]
    return token


def send(client: FlaskClient, key: str, visitor: str, kind: str, **properties: Any) -> Any:
    event = {"id": str(uuid.uuid4()), "type": kind, "properties": properties}
    return client.post("/v1/events", json={"visitor": visitor, "events": [event]}, headers={"X-Lotse-Key": key}).json


def role(client: FlaskClient, keys: Keys, visitor: str, **given: Any) -> dict[str, Any]:
    reply = client.post("/v1/recommendations", json={"key": keys.public, "visitor": visitor, "lang": "de", **given})
    found: dict[str, Any] = reply.json["visitor"]["role"]
    return found


def test_unknown_alone_clears_a_role_that_was_said_before(client: FlaskClient, keys: Keys) -> None:
    visitor = granted(client, keys)
    never = role(client, keys, visitor)
    assert send(client, keys.public, visitor, "role", role="finance")["rejected"] == []
    assert role(client, keys, visitor)["id"] == "finance"
    assert role(client, keys, visitor, role="unknown") == never
    assert role(client, keys, visitor)["id"] == "finance", "for good it is cleared by an event"
    send(client, keys.public, visitor, "role", role="unknown")
    assert role(client, keys, visitor) == never


def test_a_contact_brings_the_role_that_the_crm_knows_and_a_click_corrects_it(client: FlaskClient, keys: Keys) -> None:
    visitor = granted(client, keys, "lead-linking")
    assert send(client, keys.secret, visitor, "crm", role="procurement")["rejected"] == []
    known = role(client, keys, visitor)
    assert (known["id"], known["source"], known["probability"]) == ("procurement", "declared", pytest.approx(0.97))
    assert known["reasons"][0].startswith("Wir kennen Sie aus")
    assert role(client, keys, visitor, role="it")["id"] == "it"
    send(client, keys.secret, visitor, "crm", step="sql")
    assert role(client, keys, visitor)["id"] == "procurement", "an event about something else takes nothing back"
    send(client, keys.secret, visitor, "crm", role="unknown")
    assert role(client, keys, visitor)["source"] != "declared"


def test_without_consent_to_be_linked_the_contact_stays_a_stranger(client: FlaskClient, keys: Keys) -> None:
    visitor = granted(client, keys)
    send(client, keys.secret, visitor, "crm", role="procurement")
    assert role(client, keys, visitor)["source"] == "unknown"


def test_a_browser_cannot_say_what_the_crm_knows(client: FlaskClient, keys: Keys) -> None:
    visitor = granted(client, keys, "lead-linking")
    assert "secret key" in send(client, keys.public, visitor, "crm", role="procurement")["rejected"][0]["reason"]
    assert role(client, keys, visitor)["source"] == "unknown"


def test_a_staff_login_sent_by_the_page_is_heard(client: FlaskClient, keys: Keys) -> None:
    visitor = granted(client, keys)
    assert send(client, keys.public, visitor, "staff_login")["rejected"] == []
    told = client.post("/v1/recommendations", json={"key": keys.public, "visitor": visitor, "job_title": "Leiter Einkauf"}).json
    assert told["visitor"]["role"]["id"] == "unknown"
    assert role(client, keys, granted(client, keys), job_title="Leiter Einkauf")["id"] == "procurement"


def test_ask_refuses_a_role_that_does_not_exist_and_finds_the_same_for_everybody(client: FlaskClient, keys: Keys) -> None:
    asked = {"q": "Was kostet die N4 mit Formatsatz?", "key": keys.public}
    assert client.get("/v1/ask", query_string=asked | {"role": "boss"}).status_code == 422
    plain = client.get("/v1/ask", query_string=asked).json
    for who in ("finance", "technical", "unknown"):
        told = client.get("/v1/ask", query_string=asked | {"role": who}).json
        assert (told["answer"], told["confidence"]) == (plain["answer"], plain["confidence"])
        assert {i["passage"] for i in told["items"]} == {i["passage"] for i in plain["items"]}
