"""A declared experiment reaches the answer, the log of decisions and its replay; no consent, no experiment."""

from __future__ import annotations

import dataclasses
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from engine.assembly import Assembly
from engine.commands.log import made_again
from engine.insight.columns import decision_row
from engine.learning.experiments import Assigner, Experiment, experiments_file
from engine.learning.running import assigner
from engine.web.services import Services
from tests.conftest import GRANT, Keys

FRAMES = Experiment(name="frames", arms={"framed": 1, "plain": 1})


@pytest.fixture
def services(app: Flask, monkeypatch: pytest.MonkeyPatch) -> Services:
    """Services of the app while an experiment runs."""
    found: Services = app.extensions["lotse"]
    monkeypatch.setattr(found, "assign", Assigner("seed", "site", 0.0, (FRAMES,)).assign)
    return found


def _ask(client: FlaskClient, keys: Keys, **given: Any) -> Any:
    return client.post("/v1/recommendations", json={"key": keys.public, **given}).get_json()


def test_the_arm_is_in_the_answer_and_logged_with_the_decision(
    client: FlaskClient, keys: Keys, services: Services, parts: Assembly
) -> None:
    token = client.post("/v1/consent", json={"key": keys.public, **GRANT}).get_json()["visitor"]
    first, second = (_ask(client, keys, visitor=token) for _ in range(2))
    arm = first["experiments"]["frames"]
    assert arm in FRAMES.arms
    assert second["experiments"] == {"frames": arm}
    services.room.journal.write(lambda tx: None)
    record = services.room.decisions.get(first["decision"])
    assert record is not None
    assert record["request"]["arms"] == {"frames": arm}
    assert decision_row("v", record)["arms"] == [("frames", arm)]
    assert made_again(parts, record) == []


def test_without_consent_nobody_takes_part(client: FlaskClient, keys: Keys, services: Services) -> None:
    reply = _ask(client, keys)
    assert reply["experiments"] == {}
    services.room.journal.write(lambda tx: None)
    assert "arms" not in (services.room.decisions.get(reply["decision"]) or {})["request"]


def test_experiments_declared_in_the_state_folder_are_dealt(services: Services, tmp_path: Path) -> None:
    settings = dataclasses.replace(services.settings, var=tmp_path, holdout=0.0)
    experiments_file(tmp_path).write_text("frames: {arms: {framed: 1, plain: 1}, kpi: answered}\n", encoding="utf-8")
    dealt = {assigner(settings).assign(f"v{i}").arms["frames"] for i in range(50)}
    assert dealt == {"framed", "plain"}


def test_a_visitor_of_the_holdout_gets_the_neutral_page_whoever_he_says_he_is(
    client: FlaskClient, keys: Keys, app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    services: Services = app.extensions["lotse"]
    roles = [role["id"] for role in client.get(f"/v1/roles?key={keys.public}").get_json()["roles"]]
    token = client.post("/v1/consent", json={"key": keys.public, **GRANT}).get_json()["visitor"]

    def pages(holdout: float) -> list[tuple[str, ...]]:
        monkeypatch.setattr(services, "assign", Assigner("seed", "site", holdout).assign)
        replies = [_ask(client, keys, visitor=token, lang="de", **given) for given in ({}, *({"role": role} for role in roles))]
        assert {reply["group"] for reply in replies} == {"holdout" if holdout else "engine"}
        return [tuple(f"{item['slot']} {item['passage']} {item['propensity']}" for item in reply["items"]) for reply in replies]

    held = pages(1.0)
    assert held[0]
    assert set(held) == {held[0]}
    assert len(set(pages(0.0))) > 1  # the engine would have told them apart
