"""Documents that may not be shown: to visitors they are not there, neither their text nor their title nor their name."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from flask.testing import FlaskClient

from api import create_app
from engine.assembly import Assembly
from engine.retrieval.build import build_release
from engine.service import Engine
from engine.settings import Settings
from engine.store.keys import KeyStore
from tests.conftest import GRANT, Keys

# each speaks so clearly for a phase and a role that it would move what is believed of a reader
_TEXT = """
# Zwiebelfisch {name}

## Kaufvertrag Zwiebelfisch {name}
Der Einkauf verhandelt Zahlungsziel, Rabatt und Rahmenvertrag Zwiebelfisch {name} mit drei Lieferanten. Der Preis steht im Angebot.
"""
HIDDEN = {
    "intern/marge.md": "audience: internal",
    "intern/entwurf.md": "published: false",
    "intern/kommend.md": "published: 2999-01-01",
    "intern/alt.md": "valid_until: 2020-01-01",
}
UNKNOWN = "intern/gibt-es-nicht.md"
WORD = "zwiebelfisch"


@pytest.fixture(scope="module")
def hiding(
    library_dir: Path, fresh_settings: Callable[[], Settings], built: Settings, tmp_path_factory: pytest.TempPathFactory
) -> Settings:
    """Settings with a release that holds one hidden document of each kind."""
    folder, settings = tmp_path_factory.mktemp("hiding") / "library", fresh_settings()
    shutil.copytree(library_dir, folder)
    for path, why in HIDDEN.items():
        address = f"url: https://www.example.com/{path}\n"
        (folder / path).write_text(f"---\ntype: price_information\nroles: [procurement]\n{address}{why}\n---\n"
                                   + _TEXT.format(name=Path(path).stem), encoding="utf-8")
    (folder / "intern" / "gerahmt.md").write_text(
        "---\nvariant_of: preise/preise.md\nframe: heimlich\naudience: internal\n---\n" + _TEXT.format(name="gerahmt"), "utf-8")
    # the address of a document that is shown, as after a relaunch; its name sorts first
    (folder / "a-vorher.md").write_text("---\nvalid_until: 2020-01-01\nurl: https://www.example.com/de/preise\n---\n"
                                        + _TEXT.format(name="vorher"), encoding="utf-8")
    parts = Assembly(settings)
    build_release(folder, parts.shelf, parts.taxonomy, parts.indexing_encoder, parts.annotator, progress=lambda *_: None)
    return settings


@pytest.fixture(scope="module")
def hidden_keys(hiding: Settings) -> Keys:
    store = KeyStore(hiding.var / "keys.db")
    public = store.create("public")[1]
    return Keys(public=public, bare=public, secret=store.create("secret")[1])


@pytest.fixture(scope="module")
def visitor(hiding: Settings, hidden_keys: Keys) -> FlaskClient:
    return create_app(hiding).test_client()


def recommend(client: FlaskClient, keys: Keys, **given: Any) -> Any:
    return client.post("/v1/recommendations", json={"key": keys.public, "lang": "de", **given})


def preview(client: FlaskClient, keys: Keys, **given: Any) -> Any:
    return client.post("/v1/preview", json={"lang": "de", **given}, headers={"Authorization": f"Bearer {keys.secret}"})


def said(reply: Any, path: str) -> str:
    """The whole reply but its own id, with the path that was asked for made the same."""
    body = dict(reply.json)
    body.pop("decision", None)
    return f"{reply.status_code} {body}".replace(path, "PATH")


@pytest.mark.parametrize("path", HIDDEN)
@pytest.mark.parametrize("role", ["", "finance"])
def test_a_hidden_page_tells_no_more_than_an_unknown_one(
    visitor: FlaskClient, hidden_keys: Keys, path: str, role: str
) -> None:
    replies = {}
    for one in (path, UNKNOWN):
        page = {"document": one, "url": f"https://www.example.com/{one}"}
        given = {"page": page, "history": [], "slots": 20} | ({"role": role} if role else {})
        replies[one] = said(preview(visitor, hidden_keys, **given), one)
    assert replies[path] == replies[UNKNOWN]
    open_reply = recommend(visitor, hidden_keys, page={"document": path}, slots=20)
    unknown_reply = recommend(visitor, hidden_keys, page={"document": UNKNOWN}, slots=20)
    assert open_reply.json["visitor"] == unknown_reply.json["visitor"]
    assert open_reply.json["notes"] == unknown_reply.json["notes"] != []
    assert WORD not in open_reply.text.casefold()


@pytest.mark.parametrize("path", HIDDEN)
def test_a_hidden_scope_is_answered_like_an_unknown_one(visitor: FlaskClient, hidden_keys: Keys, path: str) -> None:
    def asked(one: str) -> list[Any]:
        return [
            recommend(visitor, hidden_keys, document=one),
            visitor.get("/v1/ask", query_string={"q": "Was kostet es?", "document": one, "key": hidden_keys.public}),
            visitor.get("/v1/snippets.html", query_string={"document": one, "key": hidden_keys.public}),
            preview(visitor, hidden_keys, document=one),
        ]

    for hidden, unknown in zip(asked(path), asked(UNKNOWN), strict=True):
        assert hidden.status_code == unknown.status_code == 404
        assert said(hidden, path) == said(unknown, UNKNOWN)
        assert WORD not in hidden.text.casefold()


@pytest.mark.parametrize("path", HIDDEN)
@pytest.mark.parametrize("kind", ["view", "click", "share", "download"])
def test_a_hidden_document_in_the_history_is_no_clue(
    visitor: FlaskClient, hidden_keys: Keys, path: str, kind: str
) -> None:
    def asked(one: str) -> str:
        history = [{"type": kind, "document": one, "at": "2026-03-02T10:00:00Z"},
                   {"type": "view", "document": "preise/leasing.md", "at": "2026-03-02T10:05:00Z"}]
        reply = preview(visitor, hidden_keys, history=history, now="2026-03-02T10:10:00Z", slots=20)
        assert WORD not in reply.text.casefold()
        return said(reply, one)

    assert asked(path) == asked(UNKNOWN)


def test_events_about_hidden_documents_are_no_clue(visitor: FlaskClient, hidden_keys: Keys) -> None:
    def after_reading(paths: list[str]) -> Any:
        token = visitor.post("/v1/consent", json={"key": hidden_keys.public, **GRANT}).get_json()["visitor"]
        events = [{"id": f"{token[-12:]}-{n}-{kind}", "type": kind, "document": path}
                  for n, path in enumerate(paths) for kind in ("click", "share")]
        sent = recommend(visitor, hidden_keys, visitor=token, events=events)
        assert sent.json["events"]["rejected"] == []
        reply = recommend(visitor, hidden_keys, visitor=token)
        assert WORD not in (sent.text + reply.text).casefold()
        return [sent.json["visitor"], reply.json["visitor"]]

    unknown = [f"{UNKNOWN}{n}" for n in range(len(HIDDEN))]
    assert after_reading(list(HIDDEN)) == after_reading(unknown)
    assert after_reading(["preise/preise.md"]) != after_reading([UNKNOWN])  # so it could have been told


def test_a_frame_that_only_hidden_documents_have_is_unknown(visitor: FlaskClient, hidden_keys: Keys) -> None:
    assert any("frame" in note for note in recommend(visitor, hidden_keys, frame="heimlich").json["notes"])
    reply = recommend(visitor, hidden_keys, events=[{"id": "e-frame-1", "type": "click", "document": "intern/gerahmt.md"}])
    assert WORD not in reply.text.casefold()


def test_the_address_of_a_page_leads_to_the_document_that_is_shown_there(visitor: FlaskClient, hidden_keys: Keys) -> None:
    reply = recommend(visitor, hidden_keys, page={"url": "https://www.example.com/de/preise"}, slots=20)
    assert reply.json["notes"] == []
    assert "preise/preise.md" not in {item["document"] for item in reply.json["items"]}
    assert "Sie lesen „Preise und Lieferumfang“" in str(reply.json["visitor"])


@pytest.mark.parametrize("broken", [False, True])
def test_no_call_with_a_public_key_tells_anything_of_hidden_documents(
    visitor: FlaskClient, hidden_keys: Keys, broken: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    def out_of_order(*_: Any, **__: Any) -> None:
        raise RuntimeError("out of order")

    if broken:
        monkeypatch.setattr(Engine, "recommend", out_of_order)
        monkeypatch.setattr(Engine, "ask", out_of_order)
    query = "Rahmenvertrag und Rabatt mit drei Lieferanten"
    for path in [*HIDDEN, "a-vorher.md"]:
        page = {"document": path, "url": f"https://www.example.com/{path}"}
        replies = [
            recommend(visitor, hidden_keys, page=page, query=query, slots=20, explain=True),
            recommend(visitor, hidden_keys, page=page, slots=20, explain=True),
            visitor.get("/v1/ask", query_string={"q": query, "limit": 20, "key": hidden_keys.public}),
            visitor.get("/v1/snippets.html", query_string={"page": path, "query": query, "key": hidden_keys.public}),
            visitor.get("/v1/snippets.html", query_string={"url": page["url"], "slots": 20, "key": hidden_keys.public}),
        ]
        for reply in replies:
            assert reply.status_code == 200, reply.text
            assert WORD not in reply.text.casefold()
            assert reply.mimetype == "text/html" or path not in reply.text  # links of the page carry what it was asked


@pytest.mark.parametrize("now", ["2019-06-01T10:00:00Z", "2999-06-01T10:00:00Z"])
def test_a_preview_of_another_day_shows_what_may_be_shown_today(visitor: FlaskClient, hidden_keys: Keys, now: str) -> None:
    for query in ("", "Rahmenvertrag und Rabatt mit drei Lieferanten"):
        reply = preview(visitor, hidden_keys, now=now, slots=20, query=query)
        assert reply.status_code == 200
        assert reply.json["items"]
        assert WORD not in reply.text.casefold()
    assert preview(visitor, hidden_keys, now=now, document="intern/alt.md").status_code == 404
