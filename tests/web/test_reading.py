"""The calls that only read: ask, snippets, roles, health, documentation, widget and demo."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from flask import Flask
from flask.testing import FlaskClient
from selectolax.lexbor import LexborHTMLParser

from api import create_app
from engine.settings import Settings
from tests.conftest import ROOT, Keys


def test_a_question_finds_its_passage(client: FlaskClient, keys: Keys) -> None:
    reply = client.get("/v1/ask", query_string={"q": "Wie lange dauert eine Wartung?", "key": keys.public, "limit": 3})
    assert reply.status_code == 200
    assert reply.json["items"][0]["document"] == "produkte/wartung.md"
    assert len(reply.json["items"]) <= 3
    assert reply.headers["Cache-Control"] == "private, no-store"


def test_an_answer_in_the_other_language_says_so(client: FlaskClient, keys: Keys) -> None:
    reply = client.get("/v1/ask", query_string={"q": "What does leasing cost per month?", "lang": "en", "key": keys.public})
    item = next(item for item in reply.json["items"] if item["document"] == "preise/leasing.md")
    assert item["other_language"] is True


def test_material_that_does_not_answer_is_marked_near(client: FlaskClient, keys: Keys) -> None:
    reply = client.get("/v1/ask", query_string={"q": "Wer wurde 1954 Weltmeister im Schach?", "key": keys.public})
    assert reply.json["answer"] == "none"
    assert all(item["near"] for item in reply.json["items"])


@pytest.mark.parametrize("wrong", [{}, {"q": ""}, {"q": "  "}, {"q": "x", "limit": "0"}, {"q": "x", "limit": "21"},
                                   {"q": "x", "surprise": "1"}, {"q": "a\x00b"}, {"q": "x" * 2001}])
def test_wrong_questions_are_422_with_the_field(client: FlaskClient, keys: Keys, wrong: dict[str, str]) -> None:
    reply = client.get("/v1/ask", query_string={**wrong, "key": keys.public})
    assert reply.status_code == 422
    assert reply.json["errors"][0]["pointer"]


def test_snippets_are_plain_links_without_script(client: FlaskClient, keys: Keys) -> None:
    reply = client.get("/v1/snippets.html", query_string={"lang": "de", "role": "finance", "slots": 3, "key": keys.public})
    assert reply.status_code == 200
    assert reply.mimetype == "text/html"
    tree = LexborHTMLParser(reply.text)
    items = [link.attributes["href"] or "" for link in tree.css(":not(nav) > ul > li > a")]
    assert items
    assert all(href.startswith("https://") for href in items)
    assert tree.css("a")
    assert not tree.css("script, style, [onclick], [style]")


def test_roles_have_labels_in_both_languages_and_may_be_cached(client: FlaskClient, keys: Keys) -> None:
    german = client.get("/v1/roles", query_string={"lang": "de", "key": keys.public})
    english = client.get("/v1/roles", query_string={"lang": "en-GB", "key": keys.public})
    assert [role["id"] for role in german.json["roles"]] == [role["id"] for role in english.json["roles"]]
    assert german.json["roles"] != english.json["roles"]
    assert "max-age" in german.headers["Cache-Control"]


def test_health_tells_the_release(client: FlaskClient) -> None:
    assert client.get("/health/live").json == {"status": "live"}
    ready = client.get("/health/ready")
    assert ready.status_code == 200
    assert ready.json["documents"] == 8


def test_without_a_release_the_service_is_alive_but_not_ready(fresh_settings: Callable[[], Settings]) -> None:
    client = create_app(fresh_settings()).test_client()
    assert client.get("/health/live").status_code == 200
    ready = client.get("/health/ready")
    assert ready.status_code == 503
    assert "python -m engine index" in ready.json["fix"]
    assert ready.headers["Retry-After"]
    assert str(ready.json).count("/tmp") == 0


def test_metrics_count_requests_by_route_and_status(client: FlaskClient, keys: Keys) -> None:
    client.get("/v1/roles", query_string={"key": keys.public})
    client.get("/v1/roles", query_string={"key": "pk_wrong"})
    text = client.get("/metrics").text
    assert 'lotse_requests_total{method="GET",route="/v1/roles",status="200"}' in text
    assert 'lotse_requests_total{method="GET",route="/v1/roles",status="401"}' in text
    assert 'lotse_release_info{release="sha256:' in text


def test_the_documentation_shows_every_call_and_needs_nothing_from_outside(client: FlaskClient) -> None:
    page = client.get("/docs")
    spec = client.get("/openapi.json").json
    tree = LexborHTMLParser(page.text)
    assert all(path in page.text for path in spec["paths"])
    assert not tree.css("script[src], link, img, iframe")
    nonce = tree.css_first("style").attributes["nonce"]
    assert f"'nonce-{nonce}'" in page.headers["Content-Security-Policy"]


def test_the_type_of_every_problem_leads_to_what_it_means(client: FlaskClient) -> None:
    sources = [path.read_text("utf-8") for path in (ROOT / "engine").rglob("*.py")]
    codes = {code for text in sources for code in re.findall(r'Problem\(\s*\d{3}, "([a-z-]+)"|code = (?:\d{3}, )?"([a-z-]+)"', text)}
    used = {first or second for first, second in codes} | {"not-found", "method-not-allowed"}
    assert len(used) > 15
    tree = LexborHTMLParser(client.get("/docs").text)
    assert {code for code in used if not tree.css_matches(f"#problem-{code}")} == set()
    reply = client.get("/v1/nowhere").json
    assert tree.css_matches(reply["type"].removeprefix("/docs"))


def test_the_widget_is_served_to_any_page_and_may_be_kept(client: FlaskClient) -> None:
    reply = client.get("/widgets/lotse.js", headers={"Origin": "https://anybody.example"})
    assert reply.mimetype == "text/javascript"
    assert reply.headers["Access-Control-Allow-Origin"] == "*"
    assert "max-age" in reply.headers["Cache-Control"]
    again = client.get("/widgets/lotse.js", headers={"If-None-Match": reply.headers["ETag"]})
    assert again.status_code == 304


@pytest.mark.parametrize("name", ["../api.py", "..%2fapi.py", "build.py", ".hidden.js", "src", "%2e%2e/engine/web/widgets.py"])
def test_nothing_but_shipped_files_is_served(client: FlaskClient, name: str) -> None:
    assert client.get(f"/widgets/{name}").status_code == 404


@pytest.mark.parametrize("path", ["/demo/", "/demo/en.html"])
def test_the_demo_page_has_a_strict_policy_and_the_widget(client: FlaskClient, path: str) -> None:
    reply = client.get(path)
    assert reply.status_code == 200
    policy = reply.headers["Content-Security-Policy"]
    assert policy.startswith("default-src 'none'")
    assert "unsafe" not in policy
    tree = LexborHTMLParser(reply.text)
    assert tree.css_first("lotse-guide").attributes["api"] == "http://localhost"
    assert not tree.css("script:not([src]), [style], [onclick]")


@pytest.mark.parametrize("path", ["/demo/", "/demo/en.html"])
def test_with_a_library_of_ones_own_the_demo_asks_nothing_about_the_sample(
    client: FlaskClient, monkeypatch: pytest.MonkeyPatch, path: str
) -> None:
    guide, = LexborHTMLParser(client.get(path).text).css("lotse-guide")
    assert not {"document", "scope", "contact"} & set(guide.attributes)
    assert "foreign" in client.get(path).text
    monkeypatch.setattr("engine.retrieval.release.Release.shown", lambda *_: True)
    papers = LexborHTMLParser(client.get(path).text)
    assert [guide.attributes.get("scope") is not None for guide in papers.css("lotse-guide")] == [True, False]
    assert all(guide.attributes["document"] for guide in papers.css("lotse-guide"))
    assert papers.css_first(".foreign") is None


def test_the_root_leads_to_the_demo(client: FlaskClient) -> None:
    reply = client.get("/")
    assert (reply.status_code, reply.headers["Location"]) == (302, "/demo/")


def test_no_answer_can_be_sniffed_as_something_else(client: FlaskClient, app: Flask) -> None:
    for path in ("/health/live", "/v1/roles", "/docs", "/nowhere"):
        reply = client.get(path)
        assert reply.headers["X-Content-Type-Options"] == "nosniff"
        assert "default-src 'none'" in reply.headers["Content-Security-Policy"]
