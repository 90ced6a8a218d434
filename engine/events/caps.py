"""How much one corner of the network may add to the ranking; kept in memory only."""

from __future__ import annotations

import threading

from engine import clock

_WINDOW = 600.0
DAY = 86_400.0
# what events teach, in clicks: nobody moves a page with a few dozen contact forms of one machine, which no click precedes.
# Of people behind one address some are not learnt from; reports count them all.
COSTS = {"click": 1, "question": 1, "return_visit": 2, "dwell": 3, "feedback": 4, "download": 4, "share": 5, "pass_on": 5,
         "contact_form": 9, "conversion": 10}
MOST_LEARNT, MOST_LEARNT_A_DAY = 300, 1200
_MOST_PREFIXES = 50_000


class Caps:
    """Counts per network prefix within a window (seconds); the addresses themselves are never kept.

    Each service process counts for itself, so it gets its part of what all may let through.
    """

    def __init__(self, most: int = 60, window: float = _WINDOW) -> None:
        self._most, self._window, self._lock = most, window, threading.Lock()
        self._counts: dict[str, int] = {}
        self._began = clock.monotonic()

    def within(self, prefix: str, cost: int = 1) -> bool:
        """Count; False when this prefix had its share. Without a prefix (servers) nothing is capped."""
        if not prefix or not cost:
            return True
        with self._lock:
            if clock.monotonic() - self._began > self._window or len(self._counts) > _MOST_PREFIXES:
                self._counts, self._began = {}, clock.monotonic()
            count = self._counts.get(prefix, 0) + cost
            self._counts[prefix] = count
            return count <= self._most
