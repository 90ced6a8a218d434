"""Without the store an answer is made without what is stored of the visitor, and says so, wherever it is given."""

from __future__ import annotations

import time
from collections.abc import Callable

import pytest
from flask.testing import FlaskClient

from engine.errors import StoreError
from engine.store.projection import Projection
from tests.conftest import Keys


@pytest.fixture(params=["recommendations", "ask"])
def degraded(request: pytest.FixtureRequest, client: FlaskClient, keys: Keys) -> Callable[[], bool]:
    """Whether the answer says that something is missing."""

    def ask() -> bool:
        if request.param == "ask":
            reply = client.get("/v1/ask", query_string={"q": "Leasing Rate", "key": keys.public})
        else:
            reply = client.post("/v1/recommendations", json={"key": keys.public, "lang": "de"})
        assert reply.status_code == 200, reply.text
        return bool(reply.json["degraded"])

    return ask


def test_it_says_so_while_the_store_is_away_and_only_then(degraded: Callable[[], bool], monkeypatch: pytest.MonkeyPatch) -> None:
    def away(_: Projection) -> None:
        raise StoreError("The store is away.")

    assert with_the_store(degraded)
    with monkeypatch.context() as patch:
        patch.setattr(Projection, "position", away)
        assert degraded()
    assert with_the_store(degraded)


def with_the_store(degraded: Callable[[], bool]) -> bool:
    """Whether an answer with everything comes soon: a slow moment of this machine is no store that is away."""
    for _ in range(50):
        if not degraded():
            return True
        time.sleep(0.1)
    return False
