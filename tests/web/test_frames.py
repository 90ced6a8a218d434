"""Frames over HTTP: what a visitor declares is taken, what nobody told is left out of the answer."""

from __future__ import annotations

from flask.testing import FlaskClient

from tests.conftest import SITE, Keys


def test_an_unknown_frame_is_noted_and_no_item_is_framed(client: FlaskClient, keys: Keys) -> None:
    reply = client.post("/v1/recommendations", json={"key": keys.public, "frame": "savings"}, headers={"Origin": SITE})
    assert reply.status_code == 200
    assert any("frame" in note for note in reply.json["notes"])
    assert all("frame" not in item for item in reply.json["items"])


def test_snippets_take_a_frame_too(client: FlaskClient, keys: Keys) -> None:
    reply = client.get(f"/v1/snippets.html?key={keys.public}&frame=savings", headers={"Origin": SITE})
    assert reply.status_code == 200
