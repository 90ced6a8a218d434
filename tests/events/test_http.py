"""Events, consent, export and erasure as a client sees them."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from flask.testing import FlaskClient

from api import create_app
from engine.settings import Settings
from engine.store.keys import KeyStore
from tests.conftest import GRANT
from tests.events.conftest import event


class Api:
    """A client with a public and a secret key."""

    def __init__(self, var: Path) -> None:
        keys = KeyStore(var / "keys.db")
        self.public, self.secret = keys.create("public")[1], keys.create("secret")[1]
        self.client: FlaskClient = create_app(Settings(var=var, redis_url="unix:///nowhere/lotse.sock")).test_client()

    def post(self, path: str, body: dict[str, Any], **headers: str) -> Any:
        return self.client.post(path, json={"key": self.public, **body}, headers=headers)

    def log(self, **query: str) -> list[dict[str, Any]]:
        reply = self.client.get("/v1/events", query_string=query, headers={"X-Lotse-Key": self.secret})
        assert reply.status_code == 200
        return [json.loads(line) for line in reply.text.splitlines()]


@pytest.fixture
def api(tmp_path: Path) -> Api:
    return Api(tmp_path)


def test_a_batch_is_answered_event_by_event(api: Api) -> None:
    good, wrong = event(), event("clack")
    reply = api.post("/v1/events", {"events": [good, good, wrong, "text"]}).json
    assert reply["accepted"] == reply["duplicate"] == [good["id"]]
    assert [one["id"] for one in reply["rejected"]] == [wrong["id"], ""]
    assert [one["id"] for one in api.log()] == [good["id"]]


def test_a_beacon_counts_too(api: Api) -> None:
    body = json.dumps({"key": api.public, "events": [event()]})
    assert api.client.post("/v1/events", data=body, content_type="text/plain;charset=UTF-8").status_code == 200


def test_the_log_is_for_secret_keys_and_can_be_read_in_parts(api: Api) -> None:
    sent = [event() for _ in range(5)]
    for one in sent:
        api.post("/v1/events", {"events": [one]})
    assert api.client.get("/v1/events", headers={"X-Lotse-Key": api.public}).status_code == 403
    lines = api.log()
    assert [one["id"] for one in lines] == [one["id"] for one in sent]
    assert [one["id"] for one in api.log(after=str(lines[2]["seq"]))] == [one["id"] for one in sent[3:]]
    assert api.log(until=lines[0]["received"]) == []
    assert len(api.log(since=lines[0]["received"])) == 5
    assert api.log(after=str(2**63 - 1)) == []


@pytest.mark.parametrize(("name", "wrong"), [("after", str(2**63)), ("since", "20261101"), ("until", "5")])
def test_a_part_of_the_log_that_cannot_be_meant_is_refused_before_anything_is_sent(api: Api, name: str, wrong: str) -> None:
    reply = api.client.get("/v1/events", query_string={name: wrong}, headers={"X-Lotse-Key": api.secret})
    assert (reply.status_code, reply.json["where"]) == (422, name)


def test_server_events_need_a_secret_key(api: Api) -> None:
    sent = event("billing", value=900)
    assert api.post("/v1/events", {"events": [sent]}).json["rejected"]
    again = {**sent, "id": "another"}
    assert api.client.post("/v1/events", json={"key": api.secret, "events": [again]}).json["accepted"] == ["another"]


def test_a_full_disk_says_when_to_come_again(api: Api, tmp_path: Path) -> None:
    (tmp_path / "log").write_text("in the way")
    reply = api.post("/v1/events", {"events": [event()]})
    assert reply.status_code == 503
    assert int(reply.headers["Retry-After"]) > 0


def test_consent_export_and_erasure_by_the_visitors_own_token(api: Api) -> None:
    token = api.post("/v1/consent", GRANT).json["visitor"]
    api.post("/v1/events", {"visitor": token, "events": [event("question", properties={"query": "was kostet das"})]})
    mine = {"X-Lotse-Visitor": token}
    data = api.client.get("/v1/visitors/me", headers=mine).json
    assert data["events"][0]["query"] == "was kostet das"
    assert data["profile"]["clues"][0][4] == "was kostet das"
    assert api.client.get("/v1/visitors/me", headers={"Authorization": f"Bearer {token}"}).json == data
    assert api.client.delete("/v1/visitors/me", headers=mine).json == {"erased": True, "rows": 1}
    assert api.client.get("/v1/visitors/me", headers=mine).status_code == 404
    assert api.client.delete("/v1/visitors/me", headers=mine).json["rows"] == 0
    assert api.log() == []


def test_without_a_token_nobody_gets_anything(api: Api) -> None:
    assert api.client.get("/v1/visitors/me").status_code == 401
    assert api.client.get("/v1/visitors/me", headers={"Authorization": f"Bearer {api.secret}"}).status_code == 401


@pytest.mark.parametrize("no", [{"action": "withdraw"}, {"action": "deny"}, {"grant": False}, {"withdraw": True}])
def test_every_form_of_no_erases(api: Api, no: dict[str, Any]) -> None:
    token = api.post("/v1/consent", {"grant": True, "purposes": ["measurement"], "version": "1"}).json["visitor"]
    assert api.post("/v1/consent", {"visitor": token, **no, "version": "1"}).json["visitor"] == ""
    assert api.client.get("/v1/visitors/me", headers={"X-Lotse-Visitor": token}).status_code == 404


@pytest.mark.parametrize("signal", ["DNT", "Sec-GPC"])
def test_a_browser_that_says_no_gets_no_token(api: Api, signal: str) -> None:
    assert api.post("/v1/consent", GRANT, **{signal: "1"}).json["visitor"] == ""


@pytest.mark.parametrize("wrong", [{}, {"version": "0"}, {"purposes": []}, {"purposes": ["all"]}, {"deny": True}])
def test_a_consent_that_proves_nothing_is_refused(api: Api, wrong: dict[str, Any]) -> None:
    assert api.post("/v1/consent", {**GRANT, **wrong} if wrong else {}).status_code == 422
