"""POST /v1/recommendations and /v1/preview as a developer calls them."""

from __future__ import annotations

from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from engine.service import Engine
from tests.conftest import Keys


def recommend(client: FlaskClient, keys: Keys, **given: Any) -> Any:
    reply = client.post("/v1/recommendations", json={"key": keys.public, **given})
    assert reply.status_code == 200, reply.text
    return reply.json


def test_the_shortest_request_gets_a_complete_decision(client: FlaskClient, keys: Keys) -> None:
    decision = recommend(client, keys)
    assert decision["release"].startswith("sha256:")
    assert decision["visitor"]["role"]["id"] == "unknown"
    assert decision["answer"] == "not_asked"
    assert decision["degraded"] is False
    assert {"slot", "document", "passage", "snippet", "url", "reasons"} <= set(decision["items"][0])


def test_personal_answers_are_not_kept_by_any_cache(client: FlaskClient, keys: Keys) -> None:
    reply = client.post("/v1/recommendations", json={"key": keys.public})
    assert reply.headers["Cache-Control"] == "private, no-store"


def test_plain_text_is_read_as_json_so_that_browsers_ask_no_permission(client: FlaskClient, keys: Keys) -> None:
    body = f'{{"key": "{keys.public}", "role": "operations", "lang": "de"}}'
    reply = client.post("/v1/recommendations", data=body, content_type="text/plain;charset=UTF-8")
    assert reply.status_code == 200
    assert reply.json["visitor"]["role"] | {"reasons": []} | {"posterior": {}} == {
        "id": "operations", "probability": reply.json["visitor"]["role"]["probability"], "source": "declared",
        "posterior": {}, "reasons": [],
    }


def test_the_page_the_visitor_is_on_is_found_by_its_address_and_not_recommended(client: FlaskClient, keys: Keys) -> None:
    page = {"url": "http://www.example.com/de/produkte/wartung?utm_source=x#teil"}
    decision = recommend(client, keys, page=page, slots=20)
    assert decision["notes"] == []
    assert "produkte/wartung.md" not in {item["document"] for item in decision["items"]}


def test_an_unknown_page_is_ignored_with_a_note(client: FlaskClient, keys: Keys) -> None:
    decision = recommend(client, keys, page={"document": "gibt/es/nicht.md", "url": "https://example.org/other"})
    assert len(decision["notes"]) == 2
    assert decision["items"]


def test_a_scope_chooses_inside_one_document(client: FlaskClient, keys: Keys) -> None:
    decision = recommend(client, keys, document="preise/preise.md")
    assert {item["document"] for item in decision["items"]} == {"preise/preise.md"}


def test_an_unknown_scope_is_a_404_that_says_what_to_do(client: FlaskClient, keys: Keys) -> None:
    reply = client.post("/v1/recommendations", json={"key": keys.public, "document": "preise/nichts.md"})
    assert reply.status_code == 404
    assert reply.mimetype == "application/problem+json"
    assert "library" in reply.json["fix"]


def test_an_unknown_role_lists_the_roles(client: FlaskClient, keys: Keys) -> None:
    reply = client.post("/v1/recommendations", json={"key": keys.public, "role": "boss"})
    assert reply.status_code == 422
    assert "operations" in reply.json["fix"]


def test_a_question_is_answered(client: FlaskClient, keys: Keys) -> None:
    decision = recommend(client, keys, query="Was kostet die N4 mit Formatsatz?")
    assert decision["answer"] in {"found", "none"}
    assert decision["items"][0]["document"] == "preise/preise.md"


def test_internal_documents_never_leave_the_house(client: FlaskClient, keys: Keys) -> None:
    for given in ({"query": "höchster Nachlass"}, {"slots": 20}, {"document": "intern/angebot.md"}):
        reply = client.post("/v1/recommendations", json={"key": keys.public, **given})
        assert "17 Prozent" not in reply.text
        assert all(item["document"] != "intern/angebot.md" for item in reply.json.get("items", []))


def test_features_come_only_with_explain(client: FlaskClient, keys: Keys) -> None:
    assert recommend(client, keys)["items"][0]["features"] == {}
    explained = recommend(client, keys, explain=True)["items"][0]
    assert explained["features"]
    assert sum(explained["contributions"].values()) == pytest.approx(explained["score"], abs=0.01)


def test_a_preview_takes_a_history_and_explains(client: FlaskClient, keys: Keys) -> None:
    given = {
        "history": [{"type": "view", "document": "produkte/anlage.md", "at": "2026-11-21T10:00:00Z"},
                    {"type": "pricing_view", "at": "2026-11-21T10:05:00+01:00"}],
        "now": "2026-11-21T11:00:00Z", "journey": "linear", "query": "Leasing Rate",
    }
    reply = client.post("/v1/preview", json=given, headers={"Authorization": f"Bearer {keys.secret}"})
    assert reply.status_code == 200, reply.text
    assert reply.json["items"][0]["features"]


def test_a_failing_engine_still_gives_useful_links(
    client: FlaskClient, keys: Keys, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: Any) -> None:
        raise RuntimeError("out of order")

    monkeypatch.setattr(Engine, "recommend", broken)
    decision = recommend(client, keys, lang="de", page={"document": "produkte/anlage.md"}, slots=3)
    assert decision["degraded"] is True
    assert decision["items"][0]["document"] == "preise/preise.md"  # pinned
    assert {"produkte/anlage.md", "intern/angebot.md"}.isdisjoint({item["document"] for item in decision["items"]})
    assert "out of order" not in str(decision)


def test_a_failing_engine_answers_questions_by_words(
    client: FlaskClient, keys: Keys, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: Any, **__: Any) -> None:
        raise RuntimeError("out of order")

    monkeypatch.setattr(Engine, "ask", broken)
    reply = client.get("/v1/ask", query_string={"q": "Leasing Rate", "key": keys.public})
    assert reply.status_code == 200
    assert reply.json["answer"] == "none"
    assert reply.json["degraded"] is True
    assert reply.json["items"][0]["document"] == "preise/leasing.md"
    assert reply.json["items"][0]["near"] is True


def test_an_unexpected_error_elsewhere_shows_nothing_internal(
    client: FlaskClient, app: Flask, keys: Keys, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken() -> None:
        raise RuntimeError("password=hunter2 in /srv/lotse")

    monkeypatch.setattr(app.extensions["lotse"], "release", broken)
    reply = client.post("/v1/recommendations", json={"key": keys.public})
    assert reply.status_code == 500
    assert reply.mimetype == "application/problem+json"
    assert "hunter2" not in reply.text
