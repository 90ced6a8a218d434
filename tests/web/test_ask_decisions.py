"""Every answer to a question is a logged decision: quoted, credited, learnt from, replayed; nobody is named without consent."""

from __future__ import annotations

import uuid
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from engine.assembly import Assembly
from engine.commands.log import made_again
from engine.events.room import EventRoom, open_room
from engine.events.running import projector
from engine.insight.refresh import insight_folder, refresh
from engine.insight.warehouse import Warehouse
from engine.learning.learner import Learner
from engine.learning.policies import make_policy
from engine.learning.policy import Arm, Context
from engine.learning.rewards import WEIGHTS, Till
from engine.learning.running import ProjectedRewards
from engine.service import Engine
from engine.settings import Settings
from engine.store.decision_log import DecisionLog
from engine.store.embedded import EmbeddedStore
from engine.store.keys import KeyStore
from engine.store.projection import Projection, patient_client
from tests.conftest import GRANT, Keys

QUESTION = "Wie lange dauert eine Wartung?"


@pytest.fixture
def room(app: Flask) -> EventRoom:
    found: EventRoom = app.extensions["lotse"].room
    return found


def ask(client: FlaskClient, keys: Keys, question: str = QUESTION, token: str = "", **given: Any) -> dict[str, Any]:
    headers = {"X-Lotse-Visitor": token} if token else {}
    reply = client.get("/v1/ask", query_string={"q": question, "key": keys.public, **given}, headers=headers)
    assert reply.status_code == 200, reply.text
    body: dict[str, Any] = reply.json
    return body


def logged(room: EventRoom, answered: dict[str, Any]) -> dict[str, Any]:
    room.journal.write(lambda tx: None)  # the record is in this group or an earlier one
    record = room.decisions.get(answered["decision"])
    assert record is not None
    return record


def granted(client: FlaskClient, keys: Keys) -> str:
    token: str = client.post("/v1/consent", json={"key": keys.public, **GRANT}).json["visitor"]
    return token


def send(client: FlaskClient, keys: Keys, *events: dict[str, Any], **given: Any) -> None:
    batch = [{"id": str(uuid.uuid4()), **one} for one in events]
    reply = client.post("/v1/events", json={"key": keys.public, "events": batch, **given})
    assert reply.json["accepted"] == [one["id"] for one in batch], reply.text


def test_an_answer_is_logged_with_release_policy_candidates_and_probability(client: FlaskClient, keys: Keys, room: EventRoom) -> None:
    answered = ask(client, keys, role="technical", limit=3)
    record = logged(room, answered)
    assert (record["release"], record["policy"], record["answer"]) == (answered["release"], "answers@1", answered["answer"])
    assert [(item["document"], item["section"]) for item in record["items"]] == [
        (item["document"], item["passage"]) for item in answered["items"]]
    assert {(item["slot"], item["propensity"]) for item in record["items"]} == {("answer", 1.0)}
    assert {item["passage"] for item in record["items"]} <= set(record["candidates"]["passage"])
    assert record["considered"] >= len(record["candidates"]["passage"]) >= 3
    assert record["role"]["id"] == "technical"
    assert not record["draw"]


def test_none_is_logged_too(client: FlaskClient, keys: Keys, room: EventRoom) -> None:
    record = logged(room, ask(client, keys, "Wer wurde 1954 Weltmeister im Schach?"))
    assert record["answer"] == "none"
    assert all(item["near"] for item in record["items"])


def test_without_consent_nothing_of_the_question_is_kept(client: FlaskClient, keys: Keys, room: EventRoom) -> None:
    for headers in ({}, {"X-Lotse-Visitor": "vt_nobody"}, {"X-Lotse-Visitor": granted(client, keys), "DNT": "1"}):
        reply = client.get("/v1/ask", query_string={"q": f"{QUESTION} Zanzibar", "key": keys.public}, headers=headers).json
        record = logged(room, reply)
        assert "Zanzibar" not in str(record)
        assert record["dropped"] == ["query"]


def test_with_consent_it_belongs_to_the_visitor_and_goes_with_him(client: FlaskClient, keys: Keys, room: EventRoom) -> None:
    token = granted(client, keys)
    answered = ask(client, keys, token=token)
    assert logged(room, answered)["request"]["query"] == QUESTION
    mine = client.get("/v1/visitors/me", headers={"X-Lotse-Visitor": token}).json
    assert [one["id"] for one in mine["decisions"]] == [answered["decision"]]
    assert [(one["type"], one["query"]) for one in mine["events"]] == [("question", QUESTION)]
    client.delete("/v1/visitors/me", headers={"X-Lotse-Visitor": token})
    assert room.decisions.get(answered["decision"]) is None


@pytest.mark.parametrize("consent", [True, False])
@pytest.mark.parametrize("question", [QUESTION, "Wer wurde 1954 Weltmeister im Schach?", "Bachelorarbeit über Wartung: Quellen?"])
def test_it_is_replayed_exactly(client: FlaskClient, keys: Keys, room: EventRoom, parts: Assembly, question: str, consent: bool) -> None:
    record = logged(room, ask(client, keys, question, granted(client, keys) if consent else "", role="finance"))
    assert record["not_buying"] == ("student" if "Bachelor" in question else "")
    assert made_again(parts, record) == []
    other = {**record["candidates"], "score": [one + 0.1 for one in record["candidates"]["score"]]}
    assert made_again(parts, {**record, "candidates": other})


def test_an_answer_by_words_alone_is_logged_as_such_and_replayed(
    client: FlaskClient, keys: Keys, room: EventRoom, parts: Assembly, monkeypatch: pytest.MonkeyPatch
) -> None:
    def away(*_: Any, **__: Any) -> Any:
        raise RuntimeError("the model is away")

    with monkeypatch.context() as patched:
        patched.setattr(Engine, "ask", away)
        answered = ask(client, keys, token=granted(client, keys))
    record = logged(room, answered)
    assert (answered["degraded"], record["degraded"], record["policy"]) == (True, True, "answers-by-words@1")
    assert record["items"]
    assert made_again(parts, record) == []


def test_click_dwell_and_a_helpful_answer_are_rewards_of_the_answer_and_teach_the_policy(
    client: FlaskClient, keys: Keys, room: EventRoom, built: Settings, store: EmbeddedStore, tmp_path: Any
) -> None:
    """Over HTTP as the widget does it: the question without a token, events quoting it, dwell on the page that was opened."""
    projection = Projection(patient_client(built), built.site)
    projector(built).catch_up()
    before = projection.rewards(limit=100_000)
    token, answered = granted(client, keys), ask(client, keys)
    assert answered["answer"] == "found"
    first, second = answered["items"][:2]
    of_first = {"decision": answered["decision"], "document": first["document"], "passage": first["passage"]}
    send(client, keys, {"type": "impression", **of_first},
         {"type": "impression", **of_first, "document": second["document"], "passage": second["passage"]},
         {"type": "question", "decision": answered["decision"], "value": 1, "properties": {"answer": "found"}},
         {"type": "click", **of_first}, {"type": "dwell", "document": first["document"], "value": 40},
         {"type": "download", "document": first["document"]}, visitor=token)
    logged(room, answered)
    projector(built).catch_up()
    new = [credit for _, credit in projection.rewards(limit=100_000)[len(before):]]
    shown = logged(room, answered)["items"]
    assert [(credit["type"], credit["passage"]) for credit in new] == [
        ("impression", shown[0]["passage"]), ("impression", shown[1]["passage"]),
        *((kind, shown[0]["passage"]) for kind in ("question", "click", "dwell", "download"))]
    assert {(credit["decision"], credit["slot"], credit["propensity"], credit["policy"]) for credit in new} == {
        (answered["decision"], "answer", 1.0, "answers@1")}

    learner = Learner(tmp_path, "default", ProjectedRewards(projection), DecisionLog(room.journal).get_many, lambda: None, Till())
    while learner.step():
        pass
    earned = {key.split("|", 1)[1]: sum(parts.values()) for key, parts in learner.till.counted.items()
              if key.startswith(answered["decision"])}
    assert earned == {f"answer|{shown[0]['passage']}": pytest.approx(sum(WEIGHTS[k] for k in ("question", "click", "dwell", "download"))),
                      f"answer|{shown[1]['passage']}": 0}


def test_one_answer_alone_moves_the_policy_towards_what_helped(built: Settings, tmp_path: Any) -> None:
    """A log of its own that holds nothing else, so that what was learnt can only come from the answer."""
    settings = Settings(var=tmp_path, model=built.model, rate_exempt=built.rate_exempt)
    (tmp_path / "releases").symlink_to(built.var / "releases")
    (tmp_path / "model").symlink_to(built.var / "model")
    store = EmbeddedStore(tmp_path)
    store.start()
    try:
        from api import create_app

        bare, secret = (KeyStore(tmp_path / "keys.db").create(kind)[1] for kind in ("public", "secret"))
        keys, client = Keys(bare, bare, secret), create_app(settings).test_client()
        answered = ask(client, keys)
        send(client, keys, *({"type": kind, "decision": answered["decision"], "document": item["document"], "passage": item["passage"]}
                             for kind, item in (("click", answered["items"][0]), ("share", answered["items"][0]),
                                                ("impression", answered["items"][1]))))
        room = open_room(settings)
        items = logged(room, answered)["items"]
        projector(settings).catch_up()
        rewards = ProjectedRewards(Projection(patient_client(settings), settings.site))
        learner = Learner(tmp_path, "default", rewards, DecisionLog(room.journal).get_many, lambda: None, Till())
        assert learner.step() == 3
        arms = [Arm(item["passage"], item["document"]) for item in items[:2]]
        asked = Context("unknown", "unknown", "question")
        now, prior = (policy.probabilities([0.0, 0.0], arms, asked) for policy in (learner.policy, make_policy("default")))
        assert now[0] > prior[0]
        room.journal.close()
    finally:
        store.stop()


def test_reports_know_it_by_its_events_and_count_it_as_no_page(client: FlaskClient, keys: Keys, room: EventRoom, tmp_path: Any) -> None:
    token, answered = granted(client, keys), ask(client, keys)
    asked = ask(client, keys, token=token)
    item = answered["items"][0]
    send(client, keys, {"type": "question", "decision": answered["decision"], "properties": {"answer": "found"}},
         {"type": "click", "decision": answered["decision"], "document": item["document"], "passage": item["passage"]})
    logged(room, answered)
    refresh(tmp_path, room.journal)
    with Warehouse(insight_folder(tmp_path)) as con:
        for made in (answered, asked):
            assert con.one("SELECT count(*) FROM decisions WHERE id = ?", made["decision"]) == (0,)
            assert con.one("SELECT count(*) FROM items WHERE decision = ? AND slot = 'answer'", made["decision"])[0] == len(made["items"])
        assert con.rows("SELECT type FROM events WHERE decision = ? ORDER BY 1", answered["decision"]) == [("click",), ("question",)]
