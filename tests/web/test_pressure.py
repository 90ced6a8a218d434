"""Under load answers get plainer before they are refused, and the log does not grow with the load."""

from __future__ import annotations

import logging
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from engine.errors import ModelError
from engine.service import Engine
from tests.conftest import Keys


def asked(client: FlaskClient, keys: Keys, route: str, waited: float) -> Any:
    """One answer to a request that waited so long (seconds) for a thread."""
    environ = {"lotse.waited": waited}
    if route == "ask":
        reply = client.get("/v1/ask", query_string={"q": "Leasing Rate", "key": keys.public}, environ_overrides=environ)
    else:
        reply = client.post("/v1/recommendations", json={"key": keys.public, "lang": "de"}, environ_overrides=environ)
    assert reply.status_code == 200, reply.text
    return reply.json


def counted(app: Flask, route: str) -> float:
    """How many degraded answers of that route were counted."""
    found: float = app.extensions["lotse"].metrics.degraded.labels(route)._value.get()
    return found


@pytest.mark.parametrize(("route", "label"), [("recommendations", "recommend"), ("ask", "ask")])
def test_a_shed_answer_is_counted_and_writes_no_line(
    route: str, label: str, app: Flask, client: FlaskClient, keys: Keys, caplog: pytest.LogCaptureFixture
) -> None:
    before = counted(app, label)
    with caplog.at_level(logging.INFO, "lotse.web"):
        assert asked(client, keys, route, 0.2)["degraded"]
    assert counted(app, label) == before + 1
    assert [record.message for record in caplog.records if "degraded" in record.message] == []


@pytest.mark.parametrize(("route", "method"), [("recommendations", "recommend"), ("ask", "ask")])
def test_what_is_broken_is_logged(
    route: str, method: str, client: FlaskClient, keys: Keys, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: Any, **__: Any) -> None:
        raise ModelError("The model is away.")

    monkeypatch.setattr(Engine, method, broken)
    assert asked(client, keys, route, 0.0)["degraded"]
    assert any(record.levelno == logging.WARNING and "The model is away." in record.message for record in caplog.records)
