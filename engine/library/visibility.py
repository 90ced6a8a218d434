"""May a document be shown today? Asked at serving time, for every document, whatever was asked for."""

from __future__ import annotations

from datetime import date

from engine.library.models import Document


def visible(document: Document, today: date) -> bool:
    """Whether a document may leave the house on that day."""
    return not why_hidden(document, today)


def why_hidden(document: Document, today: date) -> str:
    """Why a document may not be shown on that day, "" where it may; `valid_until` is the last day it may."""
    if document.audience != "public":
        return f"audience is {document.audience}"
    if document.published is False:
        return "not published"
    if isinstance(document.published, date) and document.published > today:
        return f"published from {document.published.isoformat()} on"
    if document.valid_until is not None and document.valid_until < today:
        return f"expired on {document.valid_until.isoformat()}"
    return ""
