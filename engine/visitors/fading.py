"""How much of an old signal is left."""

from __future__ import annotations

from datetime import datetime

_STEEPNESS = 1.5


def left_of(at: datetime, now: datetime, half_life_days: float) -> float:
    """1 for now, 0.5 after one half-life, 0.03 after three, 0 for the future.

    Steeper than an exponential: within days little is forgotten, after three half-lives next to nothing is left
    (which is what brief/4-testing D.4 item 11 asks: within 0.05 of the prior, however sure one was).
    """
    if at > now:
        return 0.0
    days = (now - at).total_seconds() / 86400
    return float(0.5 ** ((days / half_life_days) ** _STEEPNESS))
