"""Decision ids that only this service can make: a click counts for ranking only when it quotes one, for a day."""

from __future__ import annotations

import base64
import hashlib
import hmac
import secrets

LIFETIME_MS = 86_400_000
_SKEW_MS = 300_000  # processes of one machine share a clock; it may still be set back a little
_TIME, _RANDOM, _MAC = 6, 9, 9  # bytes: together 24 = 32 characters of base64


class DecisionSigner:
    """Makes and checks ids: time, randomness and a truncated HMAC-SHA256 over both.

    Args:
        secret: of the instance. What was shown where is in the decision log under the id, not in the id.
    """

    def __init__(self, secret: bytes) -> None:
        self._key = hmac.digest(secret, b"lotse decision id", "sha256")

    def make(self, now: int) -> str:
        """A new id for a decision made at `now` (ms)."""
        body = now.to_bytes(_TIME, "big") + secrets.token_bytes(_RANDOM)
        return base64.urlsafe_b64encode(body + self._mac(body)).decode()

    def valid(self, decision: str | None, now: int) -> bool:
        """Whether this service made it within the last day."""
        made = self.made_at(decision)
        return made is not None and now - LIFETIME_MS <= made <= now + _SKEW_MS

    def made_at(self, decision: str | None) -> int | None:
        """When it was made (ms); None for forged or foreign ids."""
        if decision is None or len(decision) != 32 or not decision.isascii():
            return None
        try:
            raw = base64.b64decode(decision, altchars=b"-_", validate=True)
        except ValueError:
            return None
        body, mac = raw[: _TIME + _RANDOM], raw[_TIME + _RANDOM :]
        return int.from_bytes(body[:_TIME], "big") if hmac.compare_digest(mac, self._mac(body)) else None

    def _mac(self, body: bytes) -> bytes:
        return hmac.digest(self._key, body, hashlib.sha256)[:_MAC]
