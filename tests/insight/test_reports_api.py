"""GET /v1/reports: with a secret key only, JSON and CSV."""

from __future__ import annotations

import pytest
from flask.testing import FlaskClient

from api import create_app
from engine.insight.kpis import REPORTS
from engine.store.keys import KeyStore
from tests.insight.traffic import Traffic


@pytest.fixture
def client(traffic: Traffic) -> FlaskClient:
    """The app over a log with ten people who asked the same."""
    for minute in range(10):
        token = traffic.person(minute)
        traffic.event("question", minute, token, value=0, properties={"query": "=Wein?", "answer": "none"})
    return create_app(traffic.settings).test_client()


def _key(traffic: Traffic, kind: str) -> dict[str, str]:
    return {"Authorization": "Bearer " + KeyStore(traffic.var / "keys.db").create(kind)[1]}


def test_reports_need_a_secret_key_and_give_json_and_csv(client: FlaskClient, traffic: Traffic) -> None:
    secret = _key(traffic, "secret")
    assert client.get("/v1/reports").status_code == 401
    assert client.get("/v1/reports/answered", headers=_key(traffic, "public")).status_code == 403
    listed = client.get("/v1/reports", headers=secret).get_json()["reports"]
    assert [one["name"] for one in listed] == list(REPORTS)
    found = client.get("/v1/reports/no_answers", headers=secret).get_json()
    assert found["rows"] == [{"question": "=wein?", "people": 10, "times": 10}]
    sheet = client.get("/v1/reports/no_answers?format=csv", headers=secret)
    assert sheet.headers["Content-Type"] == "text/csv; charset=utf-8"
    assert sheet.get_data(as_text=True).splitlines()[1] == "'=wein?,10,10"
    assert client.get("/v1/reports/no_such", headers=secret).status_code == 404
    assert client.get("/v1/reports/answered?since=2026-11-02&until=2026-11-01", headers=secret).status_code == 422
