"""How many clicks one corner of the network may add to the ranking; kept in memory only, for ten minutes."""

from __future__ import annotations

import threading

from engine import clock

_WINDOW = 600.0
_MOST_PREFIXES = 50_000


class Caps:
    """Counts per network prefix within a window; the addresses themselves are never kept."""

    def __init__(self, most: int = 60) -> None:
        self._most, self._lock = most, threading.Lock()
        self._counts: dict[str, int] = {}
        self._began = clock.monotonic()

    def within(self, prefix: str, clicks: int = 1) -> bool:
        """Count clicks; False when this prefix had its share. Without a prefix (servers) nothing is capped."""
        if not prefix or not clicks:
            return True
        with self._lock:
            if clock.monotonic() - self._began > _WINDOW or len(self._counts) > _MOST_PREFIXES:
                self._counts, self._began = {}, clock.monotonic()
            count = self._counts.get(prefix, 0) + clicks
            self._counts[prefix] = count
            return count <= self._most
