"""Documents too short to help anybody, or so long that they should be several."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from engine.library.findings import Finding
from engine.library.read import Library

SHORT_WORDS = 40
LONG_WORDS = 20_000


def check(library: Library, today: date) -> Iterator[Finding]:
    """Fewer than 40 or more than 20,000 words; teasers may be short on purpose, so only a warning."""
    for document in library.documents:
        words = sum(len(passage.text.split()) for passage in document.passages)
        if words < SHORT_WORDS:
            yield Finding(
                "warning",
                document.path,
                None,
                "too-short",
                f"Only {words} words: too little to choose a snippet from.",
                "Write more, or merge it into another document.",
            )
        elif words > LONG_WORDS:
            yield Finding(
                "warning",
                document.path,
                None,
                "too-long",
                f"{words:,} words: readers are sent to one address for all of it.",
                "Split it into chapters with their own addresses.",
            )
