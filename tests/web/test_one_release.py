"""One request, one release: what is switched while it is answered changes nothing in it, and every answer names it."""

from __future__ import annotations

import dataclasses
import re
import shutil
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from api import create_app
from engine.assembly import Assembly
from engine.retrieval.build import build_release
from engine.retrieval.release import Release
from engine.service import Engine
from engine.settings import Settings
from engine.store.keys import KeyStore
from engine.web.services import Services

WORDS = ("alpha", "beta")


@dataclass(frozen=True)
class Switching:
    """An app with two releases that say different words on every page; `ids` in the order of `WORDS`."""

    app: Flask
    ids: tuple[str, str]
    public: str
    secret: str

    @property
    def services(self) -> Services:
        found: Services = self.app.extensions["lotse"]
        return found

    @property
    def client(self) -> FlaskClient:
        return self.app.test_client()

    def serve(self, number: int) -> None:
        """Publish one of the two and wait until it is served."""
        self.services.parts.shelf.point_to(self.ids[number])
        self.services.engine().current.refresh()
        assert self.services.release().id == self.ids[number]


@pytest.fixture(scope="module")
def switching(
    library_dir: Path, fresh_settings: Callable[[], Settings], built: Settings, tmp_path_factory: pytest.TempPathFactory
) -> Switching:
    settings, ids = fresh_settings(), []
    parts = Assembly(settings)
    for word in WORDS:
        folder = tmp_path_factory.mktemp(word) / "library"
        shutil.copytree(library_dir, folder)
        for path in folder.rglob("*.md"):
            text = re.sub(r"(?m)^(title: )\"?([^\"\n]*)\"?$", rf'\1"{word} \2"', path.read_text("utf-8"))
            path.write_text(re.sub(r"(?m)^([A-ZÄÖÜ].*\.)$", rf"{word.capitalize()}: \1", text), encoding="utf-8")
        ids.append(build_release(folder, parts.shelf, parts.taxonomy, parts.indexing_encoder, parts.annotator,
                                 progress=lambda *_: None).release)
    store = KeyStore(settings.var / "keys.db")
    return Switching(create_app(settings), (ids[0], ids[1]), store.create("public")[1], store.create("secret")[1])


def call(given: Switching, name: str) -> Any:
    client, key = given.client, given.public
    if name == "ask":
        return client.get("/v1/ask", query_string={"q": "Was kostet die N4 mit Formatsatz?", "key": key})
    if name == "snippets":
        return client.get("/v1/snippets.html", query_string={"lang": "de", "key": key})
    if name == "preview":
        return client.post("/v1/preview", json={"lang": "de"}, headers={"Authorization": f"Bearer {given.secret}"})
    return client.post("/v1/recommendations", json={"key": key, "lang": "de", "query": "Was kostet die N4?"})


def named(reply: Any) -> str:
    """The release that an answer names."""
    if reply.mimetype == "text/html":
        found = re.search(r'data-release="([^"]*)"', reply.text)
        assert found, reply.text
        return found[1]
    return str(reply.json["release"])


CALLS = ["recommendations", "preview", "ask", "snippets"]


def broken(*_: Any, **__: Any) -> None:
    raise RuntimeError("out of order")


@pytest.mark.parametrize("name", CALLS)
@pytest.mark.parametrize("fails", [False, True])
def test_a_switch_in_the_middle_of_a_request_mixes_nothing(
    switching: Switching, name: str, fails: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    switching.serve(0)
    take = Services.release

    def taken_just_before_a_switch(services: Services) -> Release:
        release = take(services)
        if release.id == switching.ids[0]:
            services.parts.shelf.point_to(switching.ids[1])
            services.engine().current.refresh()
        return release

    monkeypatch.setattr(Services, "release", taken_just_before_a_switch)
    if fails:
        monkeypatch.setattr(Engine, "recommend", broken)
        monkeypatch.setattr(Engine, "ask", broken)
    reply = call(switching, name)
    assert switching.services.release().id == switching.ids[1]
    assert reply.status_code == 200, reply.text
    assert named(reply) == switching.ids[0]
    assert "alpha" in reply.text.casefold()
    assert "beta" not in reply.text.casefold()
    if name != "snippets":
        assert reply.json["degraded"] is (fails or name != "preview")  # the store is away too, which a preview does not ask


def test_a_worker_that_nobody_asked_for_long_answers_from_the_new_release(switching: Switching) -> None:
    switching.serve(0)
    switching.services.parts.shelf.point_to(switching.ids[1])  # as another process publishes
    time.sleep(2.0)
    assert {name: named(call(switching, name)) for name in CALLS} == dict.fromkeys(CALLS, switching.ids[1])


def test_a_release_of_another_model_gives_a_plain_answer(switching: Switching, monkeypatch: pytest.MonkeyPatch) -> None:
    other = dataclasses.replace(switching.services.release(), manifest={"model": "another", "languages": {"de": 1}})
    monkeypatch.setattr(Services, "release", lambda _: other)
    for name in CALLS:
        assert call(switching, name).status_code == 200
    assert [call(switching, name).json["degraded"] for name in ("preview", "ask")] == [True, True]
