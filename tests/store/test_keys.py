"""The keys repository: what is kept, what is not, what is refused."""

from __future__ import annotations

import json
from datetime import timedelta
from pathlib import Path

import pytest
from typer.testing import CliRunner

from engine import clock
from engine.cli import app
from engine.errors import InvalidInput, NotFound, StoreError
from engine.store.keys import KeyStore
from engine.store.origins import checked


@pytest.fixture
def store(tmp_path: Path) -> KeyStore:
    return KeyStore(tmp_path / "keys.db")


def test_a_key_is_found_by_its_secret_only(store: KeyStore) -> None:
    key, secret = store.create("public", origins=["https://a.example"], label="site")
    assert store.find(secret) == key
    assert store.find(secret[:-1]) is None
    assert store.find(key.id) is None


def test_secrets_are_long_recognisable_and_nowhere_on_disk(store: KeyStore, tmp_path: Path) -> None:
    secrets = [store.create(kind)[1] for kind in ("public", "secret")]
    assert [secret[:3] for secret in secrets] == ["pk_", "sk_"]
    assert all(len(secret) == 35 and secret[3:].isalnum() for secret in secrets)
    content = b"".join(path.read_bytes() for path in tmp_path.iterdir())
    assert all(secret.encode() not in content for secret in secrets)
    assert (tmp_path / "keys.db").stat().st_mode & 0o077 == 0


def test_a_public_key_cannot_hold_more_than_it_may(store: KeyStore) -> None:
    with pytest.raises(InvalidInput, match="preview"):
        store.create("public", scopes=["preview"])
    with pytest.raises(InvalidInput):
        store.create("root")


def test_admin_is_never_given_without_asking(store: KeyStore) -> None:
    assert "admin" not in store.create("secret")[0].scopes
    assert store.create("secret", scopes=["admin"])[0].scopes == ("admin",)


def test_revoking_and_expiring_make_a_key_invalid(store: KeyStore) -> None:
    key, secret = store.create("public", expires=clock.now() + timedelta(days=1))
    assert key.valid(clock.now())
    assert not key.valid(clock.now() + timedelta(days=2))
    store.revoke(key.id)
    found = store.find(secret)
    assert found is not None
    assert not found.valid(clock.now())


def test_an_unknown_key_cannot_be_revoked(store: KeyStore) -> None:
    with pytest.raises(NotFound, match="keys list"):
        store.revoke("nothing")


def test_a_damaged_file_is_reported_with_what_to_do(tmp_path: Path) -> None:
    (tmp_path / "keys.db").write_bytes(b"not a database" * 100)
    with pytest.raises(StoreError):
        KeyStore(tmp_path / "keys.db").all()


@pytest.mark.parametrize(("written", "kept"), [
    ("https://www.example.com/", "https://www.example.com"), ("HTTPS://Example.com", "https://example.com"),
    ("https://*.example.com", "https://*.example.com"), ("http://localhost:*", "http://localhost:*"), ("*", "*"),
])
def test_origins_are_kept_as_browsers_send_them(written: str, kept: str) -> None:
    assert checked(written) == kept


@pytest.mark.parametrize("wrong", ["www.example.com", "https://a b", "https://a/path", "null", "https://evil.example:*",
                                   "http://localhost.evil.example:*", "https://a.*.example", "ftp://a.example"])
def test_what_is_no_origin_is_refused(wrong: str) -> None:
    with pytest.raises(InvalidInput, match="origin"):
        checked(wrong)


def test_the_terminal_creates_lists_and_revokes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LOTSE_VAR", str(tmp_path))
    run = CliRunner().invoke
    made = json.loads(run(app, ["keys", "create", "--kind", "secret", "--scopes", "preview,reports:read", "--json"]).stdout)
    assert set(made) >= {"id", "key"}
    listed = run(app, ["keys", "list", "--json"]).stdout
    assert made["id"] in listed
    assert made["key"] not in listed
    assert run(app, ["keys", "revoke", made["id"]]).exit_code == 0
    found = KeyStore(tmp_path / "keys.db").find(made["key"])
    assert found is not None
    assert found.revoked is not None
