"""The keys repository: who may call the API, kept as hashes in SQLite under var/keys.db."""

from __future__ import annotations

import hashlib
import hmac
import secrets
import sqlite3
import string
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

from engine import clock
from engine.errors import InvalidInput, NotFound, StoreError

PUBLIC_SCOPES = ("recommend:read", "events:write")
SECRET_SCOPES = ("recommend:read", "preview", "library:read", "reports:read", "events:read", "events:write", "admin")
_ALPHABET = string.ascii_letters + string.digits
_PREFIX = {"public": "pk_", "secret": "sk_"}
_TABLE = """CREATE TABLE IF NOT EXISTS keys (
  id TEXT PRIMARY KEY, kind TEXT NOT NULL, hash BLOB NOT NULL UNIQUE, scopes TEXT NOT NULL, origins TEXT NOT NULL,
  label TEXT NOT NULL, created TEXT NOT NULL, expires TEXT, last_used TEXT, revoked TEXT) STRICT"""


@dataclass(frozen=True)
class Key:
    """A key without its secret; `origins` are the web origins that may use it, `last_used` is known to the day."""

    id: str
    kind: str
    scopes: tuple[str, ...]
    origins: tuple[str, ...]
    label: str
    created: datetime
    expires: datetime | None = None
    last_used: date | None = None
    revoked: datetime | None = None

    def valid(self, moment: datetime) -> bool:
        """Neither revoked nor expired."""
        return self.revoked is None and (self.expires is None or moment < self.expires)


class KeyStore:
    """One SQLite file; every call opens its own connection, so that threads and processes share nothing."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def create(
        self, kind: str, *, scopes: Sequence[str] = (), origins: Sequence[str] = (), label: str = "",
        expires: datetime | None = None,
    ) -> tuple[Key, str]:
        """A new key and its secret, which is not kept and cannot be shown again.

        Args:
            kind: "public" or "secret". scopes: empty = recommend and events, or everything but admin.

        Raises:
            InvalidInput: no such kind, or a scope that this kind cannot hold.
        """
        secret = _PREFIX.get(kind, "") + "".join(secrets.choice(_ALPHABET) for _ in range(32))
        key = Key(
            id=secrets.token_hex(6), kind=kind, scopes=_scopes(kind, scopes), origins=tuple(origins), label=label,
            created=clock.now(), expires=expires,
        )
        with self._open() as database:
            database.execute(
                "INSERT INTO keys (id, kind, hash, scopes, origins, label, created, expires) VALUES (?,?,?,?,?,?,?,?)",
                (key.id, kind, _hash(secret), " ".join(key.scopes), " ".join(key.origins), label,
                 key.created.isoformat(), expires.isoformat() if expires else None),
            )
        return key, secret

    def all(self) -> list[Key]:
        """Every key ever made, the oldest first."""
        with self._open() as database:
            return [_key(row) for row in database.execute("SELECT * FROM keys ORDER BY created, id")]

    def find(self, secret: str) -> Key | None:
        """The key with that secret, valid or not; None if there is none."""
        hashed = _hash(secret)
        with self._open() as database:
            row = database.execute("SELECT * FROM keys WHERE hash = ?", (hashed,)).fetchone()
        return _key(row) if row and hmac.compare_digest(row["hash"], hashed) else None

    def revoke(self, wanted: str) -> Key:
        """Make a key useless from now on, by its id.

        Raises:
            NotFound: there is no such key.
        """
        with self._open() as database:
            database.execute("UPDATE keys SET revoked = ? WHERE id = ? AND revoked IS NULL",
                             (clock.now().isoformat(), wanted))
            row = database.execute("SELECT * FROM keys WHERE id = ?", (wanted,)).fetchone()
        if row is None:
            raise NotFound(f"There is no key {wanted[:40]!r}.", where=str(self._path),
                           fix="python -m engine keys list shows the ids.")
        return _key(row)

    def used(self, key: str) -> None:
        """Note that a key was used today; a write only once a day."""
        today = clock.today().isoformat()
        with self._open() as database:
            database.execute("UPDATE keys SET last_used = ? WHERE id = ? AND last_used IS NOT ?", (today, key, today))

    @contextmanager
    def _open(self) -> Iterator[sqlite3.Connection]:
        try:
            self._path.parent.mkdir(parents=True, exist_ok=True)
            if not self._path.exists():
                self._path.touch(mode=0o600)
            with closing(sqlite3.connect(self._path, timeout=5, isolation_level=None)) as database:
                database.row_factory = sqlite3.Row
                database.execute("PRAGMA journal_mode = WAL")
                database.execute("PRAGMA synchronous = FULL")
                database.execute(_TABLE)
                yield database
        except (sqlite3.Error, OSError) as error:
            raise StoreError(f"The keys cannot be read or written: {error}.", where=str(self._path),
                             fix="Check the folder's rights and free space.") from error


def _scopes(kind: str, scopes: Sequence[str]) -> tuple[str, ...]:
    if kind not in _PREFIX:
        raise InvalidInput(f"There is no kind of key {kind!r}.", where="kind", fix="Choose public or secret.")
    possible = PUBLIC_SCOPES if kind == "public" else SECRET_SCOPES
    wrong = [scope for scope in scopes if scope not in possible]
    if wrong:
        raise InvalidInput(f"A {kind} key cannot hold the scope {wrong[0]!r}.", where="scopes",
                           fix=f"Choose from: {', '.join(possible)}.")
    return tuple(dict.fromkeys(scopes)) or tuple(scope for scope in possible if scope != "admin")


def _hash(secret: str) -> bytes:
    # 190 random bits need no slow hash: there is nothing to guess
    return hashlib.sha256(secret.encode("utf-8", "surrogatepass")).digest()


def _key(row: sqlite3.Row) -> Key:
    def moment(name: str) -> datetime | None:
        return datetime.fromisoformat(row[name]) if row[name] else None

    return Key(
        id=row["id"], kind=row["kind"], scopes=tuple(row["scopes"].split()), origins=tuple(row["origins"].split()),
        label=row["label"], created=datetime.fromisoformat(row["created"]), expires=moment("expires"),
        last_used=date.fromisoformat(row["last_used"]) if row["last_used"] else None, revoked=moment("revoked"),
    )
