"""Documents that a visitor is shown but cannot open."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from engine.library.findings import Finding
from engine.library.read import Library
from engine.library.visibility import visible


def check(library: Library, today: date) -> Iterator[Finding]:
    """One finding for all of them: they are many where nobody has said yet what the site is called."""
    shown = [document for document in library.documents if visible(document, today)]
    closed = [document for document in shown if not document.url and not document.gated]
    if closed:
        yield Finding(
            "info",
            closed[0].path,
            None,
            "no-address",
            f"{len(closed)} of {len(shown)} documents have no address, this is the first: snippets are shown without a link.",
            "Put url: https://... into each document, or the start of all addresses once into _defaults.yml of the folder.",
        )
