"""Who comes by a link that was passed on shares the sender's treatment from his first own answer on."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from flask import Flask
from flask.testing import FlaskClient

from engine import clock
from engine.learning.experiments import Assigner, Experiment
from engine.web.services import Services
from tests.conftest import GRANT, Keys

FRAMES = Experiment(name="frames", arms={f"arm{i}": 1 for i in range(1000)})  # two visitors get the same by chance: 0.1 %


class Site:
    """The running app as pages and links use it."""

    def __init__(self, client: FlaskClient, keys: Keys, services: Services) -> None:
        self._client, self._keys, self.services = client, keys, services

    def agree(self) -> str:
        """The token of a new visitor."""
        return str(self._post("/v1/consent", **GRANT)["visitor"])

    def answer(self, token: str = "", link: str = "") -> Any:
        """An answer; `link`: the decision in the address that somebody passed on, told with the request."""
        opened = {"id": str(uuid4()), "type": "pass_on", "decision": link, "properties": {"step": "opened"}}
        reply = self._post("/v1/recommendations", visitor=token or None, lang="de", events=[opened] if link else [])
        self.services.room.journal.write(lambda tx: None)  # what is logged beside the answer is on disk now
        return reply

    def treated(self, token: str = "", link: str = "") -> tuple[str, Any]:
        """Group and arm of an answer."""
        reply = self.answer(token, link)
        return reply["group"], reply["experiments"].get("frames")

    def joined(self) -> int:
        """How many visitors joined somebody's account."""
        return int(self.services.room.journal.read().execute("SELECT count(*) FROM accounts").fetchone()[0])

    def _post(self, path: str, **given: Any) -> Any:
        return self._client.post(path, json={"key": self._keys.public, **given}).get_json()


@pytest.fixture
def site(client: FlaskClient, keys: Keys, app: Flask, monkeypatch: pytest.MonkeyPatch) -> Site:
    """While an experiment of many arms runs."""
    services: Services = app.extensions["lotse"]
    monkeypatch.setattr(services, "assign", Assigner("seed", "site", 0.0, (FRAMES,)).assign)
    return Site(client, keys, services)


def test_a_chain_of_links_gives_everybody_what_its_first_sender_gets(site: Site) -> None:
    sender, receiver, third = site.agree(), site.agree(), site.agree()
    first = site.answer(sender)
    second = site.answer(receiver, first["decision"])
    last = site.answer(third, second["decision"])
    assert {a["experiments"]["frames"] for a in (first, second, last)} == {first["experiments"]["frames"]}
    assert site.treated(receiver) == site.treated(third) == site.treated(sender)  # for good, not for one answer
    record = site.services.room.decisions.get(last["decision"])
    assert record is not None
    assert record["request"]["arms"] == first["experiments"]


def test_the_holdout_is_inherited_too(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(site.services, "assign", Assigner("seed", "site", 0.5).assign)
    groups = set()
    for _ in range(12):  # without inheritance each pair agrees with a chance of one half
        sender, receiver = site.agree(), site.agree()
        first = site.answer(sender)
        assert site.treated(receiver, first["decision"])[0] == first["group"]
        groups.add(first["group"])
    assert groups == {"engine", "holdout"}


def test_who_has_seen_an_answer_of_his_own_keeps_his_treatment(site: Site) -> None:
    one, other = site.agree(), site.agree()
    before, theirs = site.treated(other), site.answer(one)
    assert site.treated(other, theirs["decision"]) == before
    assert site.treated(one, site.answer(other)["decision"]) == ("engine", theirs["experiments"]["frames"])  # no circle


def test_who_agreed_before_this_visit_does_not_join(site: Site) -> None:
    with clock.frozen(clock.now() - timedelta(days=1)):
        early = site.agree()
    theirs = site.answer(site.agree())
    assert site.treated(early, theirs["decision"])[1] != theirs["experiments"]["frames"]


def test_without_consent_a_link_joins_nobody(site: Site) -> None:
    unknown, known = site.answer(), site.answer(site.agree())
    before = site.joined()
    assert site.treated("", known["decision"]) == ("engine", None)
    site.answer(site.agree(), unknown["decision"])
    assert site.joined() == before
    site.answer(site.agree(), known["decision"])
    assert site.joined() == before + 1


def test_a_visitor_is_told_that_he_was_brought_and_erasing_removes_it(site: Site, client: FlaskClient) -> None:
    sender, receiver = site.agree(), site.agree()
    site.answer(receiver, site.answer(sender)["decision"])

    def brought(token: str) -> bool:
        return bool(client.get("/v1/visitors/me", headers={"X-Lotse-Visitor": token}).get_json()["brought"])

    assert (brought(sender), brought(receiver)) == (False, True)
    before, treated = site.joined(), site.treated(receiver)
    client.delete("/v1/visitors/me", headers={"X-Lotse-Visitor": sender})
    assert site.treated(receiver) == treated  # he keeps what he has seen
    client.delete("/v1/visitors/me", headers={"X-Lotse-Visitor": receiver})
    assert site.joined() == before - 1
