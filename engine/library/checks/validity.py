"""Documents that have expired or soon will."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

from engine.library.findings import Finding
from engine.library.read import Library

SOON = timedelta(days=30)


def check(library: Library, today: date) -> Iterator[Finding]:
    """Expired: warning (it is hidden already). Within 30 days: warning, in time to do something."""
    for document in library.documents:
        end = document.valid_until
        if end is None or document.audience != "public":
            continue
        if end < today:
            yield Finding(
                "warning",
                document.path,
                None,
                "expired",
                f"Expired on {end}; it is no longer shown.",
                "Renew its content and valid_until, or remove it.",
            )
        elif end - today <= SOON:
            yield Finding(
                "warning",
                document.path,
                None,
                "expires-soon",
                f"Expires on {end}, in {(end - today).days} days.",
                "Renew its content and valid_until in time.",
            )
