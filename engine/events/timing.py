"""When something happened, by clocks that may be wrong."""

from __future__ import annotations

from datetime import UTC, datetime

OLDEST_MS = 7 * 86_400_000
NEWEST_MS = 300_000
SERVER_OLDEST_MS = 90 * 86_400_000
_TOLERANCE_MS = 5_000


class TooLate(ValueError):
    """Older than what is counted."""


def milliseconds(text: object) -> int | None:
    """Milliseconds since 1970 of an RFC 3339 text (without a zone: UTC); None when nothing was given.

    Raises:
        ValueError: it is no moment.
    """
    if text is None or text == "":
        return None
    if not isinstance(text, str) or not 10 <= len(text) <= 40:
        raise ValueError("'at' is no moment such as 2026-11-21T10:00:00Z")
    try:
        moment = datetime.fromisoformat(text)
        moment = moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment
        return int(moment.timestamp() * 1000)
    except (ValueError, OverflowError, OSError) as error:
        raise ValueError("'at' is no moment such as 2026-11-21T10:00:00Z") from error


def corrected(at: int | None, sent: int | None, now: int, *, server: bool = False) -> tuple[int, set[str]]:
    """The time to count with, and flags that say what was done to it.

    Args:
        at: given time of the event (ms), None = not given. sent: given time of sending by the same clock, which
            shows how wrong that clock is. now: time of arrival. server: a trusted system, which may report later.

    A clock that is known to be wrong is corrected by `now - sent`; what is still in the future by more than five
    minutes becomes `now`.

    Raises:
        TooLate: older than seven days (90 for servers).
    """
    if at is None:
        return now, {"untimed"}
    flags: set[str] = set()
    if sent is not None and abs(now - sent) > _TOLERANCE_MS:
        at += now - sent
        flags.add("corrected")
    if at > now + NEWEST_MS:
        return now, flags | {"clamped"}
    if at < now - (SERVER_OLDEST_MS if server else OLDEST_MS):
        raise TooLate(f"late: older than {90 if server else 7} days")
    return at, flags
