"""Events that travel inside a recommendation: corrected by the sender's clock, and told which to send again."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from flask.testing import FlaskClient

from engine.errors import StoreError
from engine.events.room import EventRoom
from tests.conftest import Keys
from tests.events.conftest import event


def answered(client: FlaskClient, keys: Keys, *events: Any, **given: Any) -> Any:
    reply = client.post("/v1/recommendations", json={"key": keys.public, "events": list(events), **given})
    assert reply.status_code == 200, reply.text
    body: dict[str, Any] = reply.get_json()
    return body["events"]


def test_a_clock_that_is_wrong_by_a_year_costs_no_event(client: FlaskClient, keys: Keys) -> None:
    there = datetime.now(UTC) - timedelta(days=365)
    one = event(at=(there - timedelta(minutes=2)).isoformat())
    assert answered(client, keys, one, sent=there.isoformat())["accepted"] == [one["id"]]
    lines = client.get("/v1/events", headers={"X-Lotse-Key": keys.secret}).text.splitlines()
    (entry,) = [found for line in lines if (found := json.loads(line))["id"] == one["id"]]
    assert "corrected" in entry["flags"]
    away = datetime.now(UTC) - datetime.fromisoformat(entry["at"])
    assert timedelta(minutes=1) < away < timedelta(minutes=4)


def test_without_it_the_same_event_is_late(client: FlaskClient, keys: Keys) -> None:
    one = event(at=(datetime.now(UTC) - timedelta(days=365)).isoformat())
    (refused,) = answered(client, keys, one)["rejected"]
    assert refused["id"] == one["id"]
    assert refused["again"] is False  # it never gets any younger


def test_what_could_not_be_written_is_to_be_sent_again(
    client: FlaskClient, keys: Keys, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: Any, **__: Any) -> Any:
        raise StoreError("The disk is full.")

    one, other = event(), event()
    with monkeypatch.context() as patched:
        patched.setattr(EventRoom, "accept", full)
        told = answered(client, keys, one, other)
    assert [(refused["id"], refused["again"]) for refused in told["rejected"]] == [(one["id"], True), (other["id"], True)]
    assert answered(client, keys, one, other)["accepted"] == [one["id"], other["id"]]


def test_both_fields_are_in_the_openapi_document(client: FlaskClient) -> None:
    schemas = client.get("/openapi.json").get_json()["components"]["schemas"]
    assert "sent" in schemas["RecommendationRequest"]["properties"]
    assert "again" in schemas["EventOutcome"]["properties"]
