"""The visitor token that is due is exchanged with an answer, and stays as it is under one that is not."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from flask import Flask
from flask.testing import FlaskClient

from engine import clock
from tests.conftest import GRANT, Keys


def test_after_thirty_days_an_answer_brings_the_next_token(app: Flask, client: FlaskClient, keys: Keys) -> None:
    def recommend(visitor: str) -> dict[str, Any]:
        reply = client.post("/v1/recommendations", json={"key": keys.public, "visitor": visitor, "role": "it", "lang": "de"})
        body: dict[str, Any] = reply.json
        return body

    old = client.post("/v1/consent", json={"key": keys.public, **GRANT}).json["visitor"]
    assert "token" not in recommend(old)
    assert "token" not in recommend("vt_somebody")
    with clock.frozen(clock.now() + timedelta(days=31)):
        fresh = recommend(old)["token"]
        assert client.post("/v1/consent", json={"key": keys.public, **GRANT, "visitor": old}).json["visitor"] == fresh
        assert "token" not in recommend(fresh)
        app.extensions["lotse"].room.journal.write(lambda tx: None)  # records are written beside the answer
        mine = client.get("/v1/visitors/me", headers={"X-Lotse-Visitor": fresh}).json
        assert len(mine["decisions"]) == 3, "what the old token asked and what the new one asked is one visitor's"
        assert client.delete("/v1/visitors/me", headers={"X-Lotse-Visitor": fresh}).status_code == 200
    assert client.get("/v1/visitors/me", headers={"X-Lotse-Visitor": old}).status_code == 404
