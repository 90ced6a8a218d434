"""GET /v1/documents and GET /v1/releases: the operator's view of what is there, hidden documents included."""

from __future__ import annotations

import csv
import io
import shutil
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from flask.testing import FlaskClient

from api import create_app
from engine import clock
from engine.assembly import Assembly
from engine.encoding.prepare import prepare
from engine.retrieval.build import build_release
from engine.settings import Settings
from engine.store.keys import SECRET_SCOPES, KeyStore
from tests.conftest import Keys

DAY = datetime(2026, 11, 21, 10, tzinfo=UTC)
FRONT = {
    "a-offen.md": "title: '=Offen'\ntype: price_information\nroles: [crew]\nvalid_until: 2026-11-21",
    "b-intern.md": "audience: internal",
    "c-entwurf.md": "published: false",
    "d-spaeter.md": "published: 2026-12-01",
    "e-alt.md": "valid_until: 2026-11-20",
}
ROLES = "roles:\n  crew: {label: {de: Mannschaft, en: Crew}, description: The people who run the machine.}\n"


@pytest.fixture(scope="module")
def hidden(fresh_settings: Callable[[], Settings], tmp_path_factory: pytest.TempPathFactory) -> Settings:
    """Two releases built with roles of the operator's own; the settings that serve them no longer name these."""
    root = tmp_path_factory.mktemp("library")
    (root / "roles.yaml").write_text(ROLES, "utf-8")
    settings = replace(fresh_settings(), taxonomy=str(root / "roles.yaml"))
    prepare(settings)
    parts = Assembly(settings)
    for count in (3, 5):
        for name, front in list(FRONT.items())[:count]:
            (root / "texts").mkdir(exist_ok=True)
            (root / "texts" / name).write_text(
                f"---\n{front}\nlanguage: de\n---\n# {name}\n\n## Preis\nDie Anlage {name} kostet im Monat 900 Euro.\n", "utf-8")
        build_release(root / "texts", parts.shelf, parts.taxonomy, parts.indexing_encoder, parts.annotator,
                      progress=lambda *_: None)
    return replace(settings, taxonomy="")


@pytest.fixture(scope="module")
def owner(hidden: Settings) -> FlaskClient:
    """A client of that instance that sends the operator's key with every call."""
    client = create_app(hidden).test_client()
    client.environ_base["HTTP_X_LOTSE_KEY"] = KeyStore(hidden.var / "keys.db").create("secret", scopes=["library:read"])[1]
    return client


def paths(client: FlaskClient, **query: Any) -> list[str]:
    with clock.frozen(DAY):
        return [one["path"] for one in client.get("/v1/documents", query_string=query).json["documents"]]


def sheet(client: FlaskClient, path: str, **query: Any) -> list[dict[str, str]]:
    with clock.frozen(DAY):
        reply = client.get(path, query_string={**query, "format": "csv"})
    assert reply.headers["Content-Type"] == "text/csv; charset=utf-8"
    assert "attachment" in reply.headers["Content-Disposition"]
    return list(csv.DictReader(io.StringIO(reply.text, newline="")))


def test_the_whole_library_is_listed_by_path(client: FlaskClient, keys: Keys, library_dir: Path) -> None:
    reply = client.get("/v1/documents", headers={"X-Lotse-Key": keys.secret})
    assert reply.status_code == 200
    assert reply.headers["Cache-Control"] == "private, no-store"
    listed = {one["path"]: one for one in reply.json["documents"]}
    assert list(listed) == sorted(p.relative_to(library_dir).as_posix() for p in library_dir.rglob("*.md"))
    assert reply.json["total"] == len(listed)
    assert "next" not in reply.json
    prices, inside = listed["preise/preise.md"], listed["intern/angebot.md"]
    assert (prices["title"], prices["type"], prices["type_given"], prices["pinned"]) == (
        "Preise und Lieferumfang", "price_information", True, True)
    assert prices["url"] == "https://www.example.com/de/preise"
    assert prices["passages"] >= 1
    assert inside["type_given"] is False
    assert 0 < inside["type_probability"] < 1
    assert listed["en/case.md"]["published"] == "2026-06-01"


def test_documents_that_visitors_may_not_see_say_why(owner: FlaskClient) -> None:
    with clock.frozen(DAY):
        listed = owner.get("/v1/documents").json["documents"]
    assert [(one["path"], one["visible"], one.get("hidden")) for one in listed] == [
        ("a-offen.md", True, None), ("b-intern.md", False, "audience is internal"), ("c-entwurf.md", False, "not published"),
        ("d-spaeter.md", False, "published from 2026-12-01 on"), ("e-alt.md", False, "expired on 2026-11-20"),
    ]
    assert listed[0]["roles"] == ["crew"]
    assert [one["published"] for one in listed] == [True, True, False, "2026-12-01", True]
    assert paths(owner, visible="true") == ["a-offen.md"]
    assert paths(owner, visible="false") == [one["path"] for one in listed[1:]]


def test_pages_together_are_the_whole_list(owner: FlaskClient) -> None:
    found: list[str] = []
    query: dict[str, Any] = {"limit": 2}
    for most in (2, 2, 1):
        page = owner.get("/v1/documents", query_string=query).json
        assert len(page["documents"]) == most
        assert page["total"] == 5
        found += [one["path"] for one in page["documents"]]
        query["after"] = page.get("next")
    assert found == list(FRONT)
    assert query["after"] is None
    assert paths(owner, after="zzz") == []


def test_documents_as_csv_have_the_fields_of_the_json_and_no_formula(owner: FlaskClient) -> None:
    rows = sheet(owner, "/v1/documents")
    assert [row["path"] for row in rows] == list(FRONT)
    assert rows[0]["title"] == "'=Offen"
    assert (rows[0]["visible"], rows[1]["visible"], rows[1]["hidden"]) == ("true", "false", "audience is internal")
    fields = owner.get("/openapi.json").json["components"]["schemas"]["LibraryDocument"]["properties"]
    assert list(rows[0]) == list(fields)
    assert [row["path"] for row in sheet(owner, "/v1/documents", limit=1, after="b-intern.md")] == ["c-entwurf.md"]


def test_releases_are_listed_in_order_with_the_current_one_marked(owner: FlaskClient, hidden: Settings) -> None:
    listed = owner.get("/v1/releases").json["releases"]
    shelf = Assembly(hidden).shelf
    assert [one["id"] for one in listed] == shelf.history()
    assert [(one["current"], one["served"], one["state"]) for one in listed] == [(False, False, "ok"), (True, True, "ok")]
    assert [one["counts"]["documents"] for one in listed] == [3, 5]
    assert [one["languages"] for one in listed] == [{"de": 3}, {"de": 5}]
    assert listed[1]["id"] == owner.get("/v1/documents").json["release"]
    for one in listed:
        assert one["size"] == sum(file.stat().st_size for file in shelf.folder(one["id"]).iterdir())
        assert one["model"]
        assert datetime.fromisoformat(one["built"]).tzinfo
    rows = sheet(owner, "/v1/releases")
    assert [(row["id"], row["current"], row["counts.documents"]) for row in rows] == [
        (listed[0]["id"], "false", "3"), (listed[1]["id"], "true", "5")]


@pytest.mark.parametrize(("file", "state"), [
    ("manifest.json", "its manifest has been changed"), ("vectors.npy", "vectors.npy is not what was built"),
    ("extra", "extra is not what was built"),
])
def test_a_damaged_release_says_so(hidden: Settings, tmp_path: Path, file: str, state: str) -> None:
    settings = replace(hidden, var=tmp_path)
    shutil.copytree(hidden.var / "releases", tmp_path / "releases")
    (tmp_path / "model").symlink_to((hidden.var / "model").resolve())
    shelf = Assembly(settings).shelf
    before, current = shelf.history()
    with (shelf.folder(current) / file).open("ab") as broken:
        broken.write(b"\n")
    secret = KeyStore(tmp_path / "keys.db").create("secret")[1]
    listed = create_app(settings).test_client().get("/v1/releases", headers={"X-Lotse-Key": secret}).json["releases"]
    assert [(one["id"], one["current"], one["served"], one["state"]) for one in listed] == [
        (before, False, True, "ok"), (current, True, False, state)]


def test_without_a_release_there_are_none_and_no_documents(fresh_settings: Callable[[], Settings]) -> None:
    settings = fresh_settings()
    headers = {"X-Lotse-Key": KeyStore(settings.var / "keys.db").create("secret")[1]}
    client = create_app(settings).test_client()
    assert client.get("/v1/releases", headers=headers).json == {"releases": []}
    sheet = client.get("/v1/releases?format=csv", headers=headers).text
    assert sheet.startswith("id,current,served,")
    missing = client.get("/v1/documents", headers=headers)
    assert (missing.status_code, missing.mimetype) == (503, "application/problem+json")
    assert missing.headers["Retry-After"]


@pytest.mark.parametrize("path", ["/v1/documents", "/v1/releases"])
def test_only_the_library_scope_opens_them(client: FlaskClient, built: Settings, keys: Keys, path: str) -> None:
    assert client.get(path).status_code == 401
    assert client.get(path, query_string={"key": keys.public}).status_code == 403
    assert client.get(path, query_string={"key": keys.secret}).status_code == 401  # never in an address
    for scope in SECRET_SCOPES:
        secret = KeyStore(built.var / "keys.db").create("secret", scopes=[scope])[1]
        status = client.get(path, headers={"Authorization": f"Bearer {secret}"}).status_code
        assert status == (200 if scope in {"library:read", "admin"} else 403), scope


@pytest.mark.parametrize(("path", "query", "field"), [
    ("/v1/documents", "surprise=1", "surprise"), ("/v1/documents", "limit=0", "limit"),
    ("/v1/documents", "limit=10001", "limit"), ("/v1/documents", "limit=many", "limit"),
    ("/v1/documents", "format=xml", "format"), ("/v1/documents", "visible=perhaps", "visible"),
    ("/v1/documents", "after=a%00", "after"), ("/v1/documents", "limit=1&limit=2", "limit"),
    ("/v1/releases", "surprise=1", "surprise"), ("/v1/releases", "format=xml", "format"),
])
def test_wrong_parameters_are_422_with_the_field(owner: FlaskClient, path: str, query: str, field: str) -> None:
    reply = owner.get(f"{path}?{query}")
    assert (reply.status_code, reply.mimetype) == (422, "application/problem+json")
    assert reply.json["errors"][0]["pointer"] == field
    assert reply.json["fix"]


def test_both_are_in_the_openapi_document_as_json_and_csv(owner: FlaskClient) -> None:
    spec = owner.get("/openapi.json").json
    for path in ("/v1/documents", "/v1/releases"):
        operation = spec["paths"][path]["get"]
        assert set(operation["responses"]["200"]["content"]) == {"application/json", "text/csv"}
        assert "library:read" in operation["description"]


def test_roles_are_those_of_the_served_release(hidden: Settings) -> None:
    secret = KeyStore(hidden.var / "keys.db").create("public")[1]
    reply = create_app(hidden).test_client().get("/v1/roles", query_string={"lang": "de", "key": secret})
    assert reply.json["roles"] == [{"id": "crew", "label": "Mannschaft"}]
