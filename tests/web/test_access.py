"""Keys, scopes, origins and rates: who may do what, and from where."""

from __future__ import annotations

import itertools
import time
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from flask.testing import FlaskClient

from api import create_app
from engine import clock
from engine.settings import Settings
from engine.store.keys import PUBLIC_SCOPES, SECRET_SCOPES, KeyStore
from engine.web.rate import prefix
from tests.conftest import SITE, Keys

CALLS = {
    "recommend:read": ("POST", "/v1/recommendations"), "preview": ("POST", "/v1/preview"),
    "events:write": ("POST", "/v1/events"),
}
GOOD = [SITE, "https://a.shop.example", "https://deep.er.shop.example", "http://localhost", "http://localhost:3000",
        "http://localhost:65535"]
BAD = [
    "null", "", "https://example.com", "http://www.example.com", "https://www.example.com:8443",
    "https://www.example.com.evil.example", "https://evil-www.example.com", "https://www.example.comevil.example",
    "https://www.example.com@evil.example", "https://evil.example#https://www.example.com", "https://www.example.com/",
    "https://www.example.com.", "https://WWW.EXAMPLE.COM", "https://shop.example", "https://evilshop.example",
    "https://shop.example.evil.example", "http://a.shop.example", "https://a.shop.example:8443", "https://*.shop.example",
    "http://localhost.evil.example", "http://localhost:3000.evil.example", "http://localhost:99999", "https://localhost",
    "http://localhost:*", "http://127.0.0.1:3000", "file://", "data:text/html", "javascript:alert(1)",
    "https://www.example.com https://evil.example", "https://www.exam\u0440le.com", "https://xn--www-example.com",
    "chrome-extension://abc", "https://", "//www.example.com", "www.example.com", "ftp://www.example.com",
    "https://www.example.com\\.evil.example", "https://www.example.com%2eevil.example", "https://[::1]", "*",
]


def post(client: FlaskClient, path: str, secret: str, **headers: str) -> int:
    return client.post(path, json={"events": []} if path == "/v1/events" else {},
                       headers={"X-Lotse-Key": secret, **headers}).status_code


@pytest.mark.parametrize("origin", GOOD)
def test_pages_of_the_keys_origins_may_call_and_read(client: FlaskClient, keys: Keys, origin: str) -> None:
    reply = client.post("/v1/recommendations", json={"key": keys.public}, headers={"Origin": origin})
    assert reply.status_code == 200
    assert reply.headers["Access-Control-Allow-Origin"] == origin
    assert "Origin" in reply.headers["Vary"]
    assert "Access-Control-Allow-Credentials" not in reply.headers


@pytest.mark.parametrize("origin", BAD)
def test_other_pages_and_look_alikes_may_not(client: FlaskClient, keys: Keys, origin: str) -> None:
    reply = client.post("/v1/recommendations", json={"key": keys.public}, headers={"Origin": origin.encode().decode("latin-1")})
    assert reply.status_code == 403
    assert "Access-Control-Allow-Origin" not in reply.headers
    assert reply.json["fix"]


def test_a_key_without_origins_works_on_servers_and_on_our_own_pages_only(client: FlaskClient, keys: Keys) -> None:
    assert post(client, "/v1/recommendations", keys.bare) == 200
    assert post(client, "/v1/recommendations", keys.bare, Origin="http://localhost") == 200  # this service itself
    assert post(client, "/v1/recommendations", keys.bare, Origin=SITE) == 403


def test_a_secret_key_does_not_work_from_a_page(client: FlaskClient, keys: Keys) -> None:
    assert post(client, "/v1/preview", keys.secret, Origin=SITE) == 403


@pytest.mark.parametrize(("origin", "granted"), [(SITE, True), ("https://evil.example", False), ("null", False)])
def test_a_preflight_is_granted_to_known_origins(client: FlaskClient, keys: Keys, origin: str, granted: bool) -> None:
    reply = client.options("/v1/recommendations", headers={"Origin": origin, "Access-Control-Request-Method": "POST",
                                                           "Access-Control-Request-Headers": "content-type"})
    assert reply.status_code == 204
    assert (reply.headers.get("Access-Control-Allow-Origin") == origin) is granted
    assert ("Content-Type" in reply.headers.get("Access-Control-Allow-Headers", "")) is granted


@pytest.mark.parametrize(("path", "methods"), [
    ("/v1/recommendations", "POST"), ("/v1/ask", "GET"), ("/v1/events", "GET, POST"), ("/v1/visitors/me", "DELETE, GET"),
])
def test_a_preflight_names_every_method_of_the_address(client: FlaskClient, keys: Keys, path: str, methods: str) -> None:
    reply = client.options(path, headers={"Origin": SITE, "Access-Control-Request-Method": "DELETE"})
    assert reply.headers["Access-Control-Allow-Methods"] == methods


def test_errors_can_be_read_by_allowed_pages(client: FlaskClient, keys: Keys) -> None:
    reply = client.post("/v1/recommendations", json={"key": keys.public, "slots": 99}, headers={"Origin": SITE})
    assert reply.status_code == 422
    assert reply.headers["Access-Control-Allow-Origin"] == SITE


@pytest.mark.parametrize("secret", ["", "pk_wrong", "pk_" + "a" * 32, "\u0000", "x" * 5000])
def test_without_a_valid_key_nothing_works(client: FlaskClient, secret: str) -> None:
    for path in ("/v1/recommendations", "/v1/preview", "/v1/events"):
        reply = client.post(path, json={"key": secret})
        assert reply.status_code == 401
        assert "keys create" in reply.json["fix"]


@pytest.mark.parametrize("where", ["body", "query", "header", "bearer"])
def test_a_key_may_travel_in_four_ways(client: FlaskClient, keys: Keys, where: str) -> None:
    body = {"key": keys.public} if where == "body" else {}
    headers = {"header": {"X-Lotse-Key": keys.public}, "bearer": {"Authorization": f"Bearer {keys.public}"}}.get(where, {})
    query = {"key": keys.public} if where == "query" else {}
    assert client.post("/v1/recommendations", json=body, headers=headers, query_string=query).status_code == 200


@pytest.mark.parametrize(("kind", "scope"), [("public", s) for s in PUBLIC_SCOPES] + [("secret", s) for s in SECRET_SCOPES])
def test_each_scope_opens_its_own_calls_and_no_other(client: FlaskClient, built: Settings, kind: str, scope: str) -> None:
    _, secret = KeyStore(built.var / "keys.db").create(kind, scopes=[scope])
    for needed, (_, path) in CALLS.items():
        wanted = needed == scope or scope == "admin"
        assert (post(client, path, secret) != 403) is wanted, (scope, path)


def test_a_revoked_key_stops_within_five_seconds(client: FlaskClient, built: Settings) -> None:
    store = KeyStore(built.var / "keys.db")
    key, secret = store.create("public")
    assert post(client, "/v1/recommendations", secret) == 200
    store.revoke(key.id)
    deadline = time.monotonic() + 5
    while post(client, "/v1/recommendations", secret) == 200 and time.monotonic() < deadline:
        time.sleep(0.1)
    assert post(client, "/v1/recommendations", secret) == 401


def test_an_expired_key_is_refused(client: FlaskClient, built: Settings) -> None:
    _, secret = KeyStore(built.var / "keys.db").create("public", expires=datetime(2026, 1, 1, tzinfo=UTC))
    assert post(client, "/v1/recommendations", secret) == 401


def test_the_day_of_last_use_is_kept(client: FlaskClient, built: Settings) -> None:
    store = KeyStore(built.var / "keys.db")
    key, secret = store.create("public")
    post(client, "/v1/recommendations", secret)
    assert next(k for k in store.all() if k.id == key.id).last_used == clock.today()


def test_too_many_requests_are_429_with_the_time_to_wait(built: Settings, keys: Keys) -> None:
    client = create_app(replace(built, rate_per_minute=3)).test_client()
    with clock.frozen(datetime(2026, 11, 21, 10, 0, 20, tzinfo=UTC)):
        replies = [client.get("/v1/roles", query_string={"key": keys.public}) for _ in range(4)]
    assert [reply.status_code for reply in replies] == [200, 200, 200, 429]
    assert replies[-1].headers["Retry-After"] == "40"
    assert replies[-1].mimetype == "application/problem+json"


@pytest.mark.parametrize(("address", "network"), [
    ("203.0.113.77", "203.0.113.0/24"), ("2001:db8:1:2::3", "2001:db8:1::/48"), ("::ffff:203.0.113.9", "203.0.113.0/24"),
    ("fe80::1%eth0", "fe80::/48"), ("", "0.0.0.0/24"), ("unix", "0.0.0.0/24"),
])
def test_rates_are_counted_by_network(address: str, network: str) -> None:
    assert prefix(address) == network


def test_a_forged_forwarding_header_does_not_change_who_calls(built: Settings, keys: Keys) -> None:
    client = create_app(replace(built, rate_per_minute=2)).test_client()
    with clock.frozen(datetime(2026, 11, 21, 11, 0, tzinfo=UTC)):
        got = [client.get("/v1/roles", query_string={"key": keys.bare}, headers={"X-Forwarded-For": f"198.51.{n}.1"})
               for n in range(3)]
    assert [reply.status_code for reply in got] == [200, 200, 429]


def test_behind_one_trusted_proxy_only_its_own_entry_counts(built: Settings, keys: Keys) -> None:
    client = create_app(replace(built, rate_per_minute=2, trusted_proxies=1)).test_client()
    counter = itertools.count()

    def call(address: str) -> int:
        return client.get("/v1/roles", query_string={"key": keys.bare}, headers={
            "X-Forwarded-For": f"198.51.{next(counter)}.1, {address}"}).status_code

    with clock.frozen(datetime(2026, 11, 21, 12, 0, tzinfo=UTC)):
        assert [call("203.0.113.5") for _ in range(3)] == [200, 200, 429]
        assert call("192.0.2.5") == 200


def test_exempt_networks_have_no_limit(fresh_settings: Callable[[], Settings]) -> None:
    settings = replace(fresh_settings(), rate_per_minute=1, rate_exempt="127.0.0.0/8")
    secret = KeyStore(settings.var / "keys.db").create("public")[1]
    client = create_app(settings).test_client()
    assert {client.get("/v1/roles", query_string={"key": secret}).status_code for _ in range(5)} == {200}


def test_a_secret_key_in_the_address_is_refused_and_says_why(client: FlaskClient, keys: Keys) -> None:
    reply = client.get(f"/v1/ask?q=preis&key={keys.secret}")
    assert reply.status_code == 401
    assert "address" in reply.json["detail"] + reply.json["title"]
    assert "Bearer" in reply.json["fix"]
    assert client.get("/v1/ask?q=preis", headers={"X-Lotse-Key": keys.secret}).status_code == 200
