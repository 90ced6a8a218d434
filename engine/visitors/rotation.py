"""Visitor tokens change every 30 days of use; the visitor behind them stays."""

from __future__ import annotations

import base64
import hmac
import logging

from engine.errors import StoreError
from engine.store import tokens
from engine.store.journal import Journal
from engine.store.log import milliseconds
from engine.store.tokens import Held
from engine.visitors.tokens import visitor_hash

ROTATE_MS = 30 * 86_400_000
_log = logging.getLogger("lotse.visitors")


class Tokens:
    """Knows whose a token is, and makes the next one.

    A new token is offered until it is used; only then does the old one end, so nobody is lost who did not get it. It is
    computed from the secret of the instance, not stored, so every offer is the same one.

    Args:
        secret: of the instance.
    """

    def __init__(self, journal: Journal, secret: bytes) -> None:
        self._journal, self._secret = journal, secret
        self._key = hmac.digest(secret, b"lotse next token", "sha256")

    def visitor_of(self, token: str) -> str | None:
        """The keyed hash that stands for the visitor everywhere, None for a token that has ended. Anybody may send
        anything: whether something is known of that visitor is for the consent log to say.

        Raises:
            StoreError: the journal cannot be read.
        """
        name = visitor_hash(self._secret, token)
        held = self._held(name)
        if held and not held.since:
            now = milliseconds()
            self._journal.submit(lambda tx: tokens.first_used(tx, name, held, now))
        return held.visitor if held else None

    def owner_of(self, token: str) -> str:
        """The same for a token that may have ended: who wants to be forgotten is heard with any token he ever had.

        Raises:
            StoreError: the journal cannot be read.
        """
        name = visitor_hash(self._secret, token)
        held = tokens.holder(self._journal, name, 0)
        return held.visitor if held else name

    def renewed(self, token: str) -> str:
        """The token to use from now on if this one is due, "" otherwise, also while the next one cannot be written: then it
        must not be handed out, and this one goes on. The caller knows that the visitor agreed."""
        try:
            return self._next(token)
        except StoreError as error:
            _log.warning("the visitor token is kept for now: %s", error)
            return ""

    def _next(self, token: str) -> str:
        held = self._held(visitor_hash(self._secret, token))
        if held is None or held.replaced or not held.since or milliseconds() - held.since < ROTATE_MS:
            return ""
        drawn = hmac.digest(self._key, f"{held.visitor}|{held.number + 1}".encode(), "sha256")[:16]
        fresh = "vt_" + base64.urlsafe_b64encode(drawn).decode().rstrip("=")
        name = visitor_hash(self._secret, fresh)

        offered = self._held(name)
        new = offered is None or offered.visitor != held.visitor  # not offered before
        if new and not self._journal.write(lambda tx: tokens.give(tx, held, name)):
            return ""
        return fresh

    def _held(self, name: str) -> Held | None:
        return tokens.holder(self._journal, name, milliseconds())
