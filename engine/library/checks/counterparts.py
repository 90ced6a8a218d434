"""Documents of a bilingual library that exist in one language only."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterator
from datetime import date

from engine.library.findings import Finding
from engine.library.models import Document
from engine.library.read import Library

_OTHER = {"de": "en", "en": "de"}
_LANGUAGE = re.compile(r"(?<![^\W_])(de|en)(?:-[a-z]{2})?(?![^\W_])", re.IGNORECASE)
MIN_SHARE = 0.15


def check(library: Library, today: date) -> Iterator[Finding]:
    """Info per document without counterpart; silent unless both languages hold 15 % of the documents.

    Counterparts share a front-matter id, link to each other by hreflang, or have paths that differ only in
    the language ("/de/" and "/en/", "name.de.md" and "name.en.md"). Libraries that pair nothing at all are
    not bilingual in this sense and are left alone.
    """
    documents = [document for document in library.documents if document.lang in _OTHER]
    counts = Counter(document.lang for document in documents)
    if len(counts) < 2 or min(counts.values()) < max(2, MIN_SHARE * len(documents)):
        return
    groups: dict[str, set[str]] = defaultdict(set)
    for document in documents:
        for key in _keys(document):
            groups[key].add(document.lang)
    linked = {
        path for path, links in library.links.items() if any(link.kind == "alternate" for link in links)
    }
    paired = [d for d in documents if d.path in linked or any(len(groups[key]) > 1 for key in _keys(d))]
    if not paired:
        return
    alone = set(documents) - set(paired)
    for document in sorted(alone, key=lambda d: d.path):
        yield Finding(
            "info",
            document.path,
            None,
            "no-counterpart",
            f"There is no {_OTHER[document.lang]} counterpart.",
            "Translate it, or give both the same id.",
        )


def _keys(document: Document) -> list[str]:
    keys = [f"id {document.id}"] if document.id != document.path else []
    neutral = _LANGUAGE.sub("*", document.path)
    return [*keys, f"path {neutral}"] if neutral != document.path else keys
