"""Who calls: finds the key of a request, and says no where it does not allow what is asked."""

from __future__ import annotations

import hashlib
import logging
import threading
from collections.abc import Mapping
from typing import Any

from flask import Request

from engine import clock
from engine.errors import StoreError
from engine.store.keys import Key, KeyStore
from engine.web.problems import Problem

_REMEMBERED = 2.0  # seconds; a revoked key stops working in every process within five
_MOST_REMEMBERED = 10_000
_log = logging.getLogger("lotse.web")


class KeyRing:
    """The keys as a running process sees them, remembered for two seconds."""

    def __init__(self, store: KeyStore) -> None:
        self._store = store
        self._known: dict[bytes, tuple[float, Key | None]] = {}
        self._origins: tuple[float, frozenset[str]] = (-_REMEMBERED, frozenset())
        self._used: set[tuple[str, str]] = set()
        self._lock = threading.Lock()

    def find(self, secret: str) -> Key | None:
        """The valid key with that secret, None if there is none."""
        name = hashlib.sha256(secret.encode("utf-8", "surrogatepass")).digest()
        now = clock.monotonic()
        until, key = self._known.get(name, (-1.0, None))
        if until < now:
            key = self._store.find(secret)
            with self._lock:
                if len(self._known) >= _MOST_REMEMBERED:
                    self._known.clear()
                self._known[name] = (now + _REMEMBERED, key)
        if key is None or not key.valid(clock.now()):
            return None
        self._note(key)
        return key

    def origins(self) -> frozenset[str]:
        """Origins that any valid key allows: all that is known when a browser asks before it sends."""
        until, origins = self._origins
        if until < clock.monotonic():
            moment = clock.now()
            origins = frozenset(origin for key in self._store.all() if key.valid(moment) for origin in key.origins)
            self._origins = (clock.monotonic() + _REMEMBERED, origins)
        return origins

    def _note(self, key: Key) -> None:
        today = (key.id, clock.today().isoformat())
        if today in self._used:
            return
        self._used.add(today)
        try:
            self._store.used(key.id)
        except StoreError as error:  # a full disk must not stop answers
            _log.warning("%s", error)


def presented(request: Request, body: Mapping[str, Any]) -> str:
    """The secret a request carries: header first, then body, then query; "" if none.

    Raises:
        Problem: 401 for a secret key in the address, where logs, histories and proxies would keep it.
    """
    scheme, _, token = request.headers.get("Authorization", "").partition(" ")
    if scheme.lower() == "bearer" and token.strip():
        return token.strip()
    given = request.headers.get("X-Lotse-Key", "").strip() or body.get("key")
    if given:
        return given if isinstance(given, str) else ""
    asked = request.args.get("key", "")
    if asked.startswith("sk_"):
        raise Problem(401, "key", "A secret key does not belong into an address: addresses are kept in logs.", where="key",
                      headers={"WWW-Authenticate": 'Bearer realm="lotse"'},
                      fix="Send it as Authorization: Bearer, and revoke this one: python -m engine keys revoke ID")
    return asked


def permit(key: Key | None, secret: str, scope: str) -> Key:
    """The key, if it holds the scope.

    Raises:
        Problem: 401 without a valid key, 403 with one that may not do this.
    """
    if key is None:
        what = "This key is not known, was revoked or has expired." if secret else "A key is missing."
        raise Problem(401, "key", what, where="key", headers={"WWW-Authenticate": 'Bearer realm="lotse"'},
                      fix="Send it as `key`, in X-Lotse-Key or as Authorization: Bearer. "
                          "Make one with: python -m engine keys create --kind public --origins https://your.site")
    if scope not in key.scopes and "admin" not in key.scopes:
        raise Problem(403, "scope", f"This key does not hold the scope {scope}.", where="key",
                      fix=f"Use a secret key with it: python -m engine keys create --kind secret --scopes {scope}"
                      if key.kind == "public" else f"Make a key with --scopes {scope}.")
    return key
