"""Gated documents whose form nobody can reach, or whose address goes around it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from urllib.parse import urlsplit

from engine.library.findings import Finding
from engine.library.read import Library

_FILES = (".pdf", ".docx", ".zip", ".xlsx", ".pptx")


def check(library: Library, today: date) -> Iterator[Finding]:
    """A gated document's `url` is the page with its form: it must exist and not be the file itself."""
    for document in library.documents:
        if not document.gated:
            continue
        if not document.url:
            yield Finding(
                "error",
                document.path,
                None,
                "gated-without-form",
                "Gated, but there is no address of a form.",
                "Give the page with the form as url, or remove gated.",
            )
        elif urlsplit(document.url).path.lower().endswith(_FILES):
            yield Finding(
                "error",
                document.path,
                None,
                "gated-without-form",
                f"Gated, but its address is the file itself: {document.url}",
                "Give the page with the form as url, or remove gated.",
            )
