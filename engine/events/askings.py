"""Who asked what already, so that one person's question does not pass for several people's; in memory only."""

from __future__ import annotations

import hmac
import secrets
import threading

from engine.store.asked import MONTH_MS

_MOST = 50_000


class Askings:
    """Remembers digests of (network prefix, question) under a key that ends with the process; nothing is written.

    Without a prefix (an operator's server) all askings are taken for one person's. Other processes and the time before
    a restart are not known, so one person counts at most once in each process.

    Args:
        most: askings remembered; the oldest give way.
    """

    def __init__(self, most: int = _MOST) -> None:
        self._key, self._most, self._lock = secrets.token_bytes(16), most, threading.Lock()
        self._known: dict[bytes, None] = {}
        self._month = 0

    def first(self, prefix: str, question: str, now: int) -> bool:
        """Note an asking at `now` (ms); False when this corner of the network asked the same within the 30 days for
        which the log counts together."""
        digest = hmac.digest(self._key, f"{prefix}|{question}".encode(), "sha256")[:16]
        with self._lock:
            if self._month != now // MONTH_MS:
                self._known, self._month = {}, now // MONTH_MS
            if digest in self._known:
                return False
            self._known[digest] = None
            if len(self._known) > self._most:
                del self._known[next(iter(self._known))]
            return True
