"""Documents that everybody may read and that are called as if not everybody should."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date

from engine.library.findings import Finding
from engine.library.read import Library
from engine.library.visibility import visible

_ANYWHERE = "intern|internal|vertraulich|confidential|geheim|secret|battlecards?|entwurf|draft"  # in the name of a folder or file
_ALONE = "intern|internal|entwurf|draft"  # in a title only where it stands by itself: "Internal grinding" is a machine
_PATH = re.compile(rf"(?<![^\W_])(?:{_ANYWHERE})(?![^\W_])", re.IGNORECASE)
_SAID = r"\bnur (?:intern|für den vertrieb)\b|\binternal use\b|\bvertraulich\b|\bconfidential\b"
_TITLE = re.compile(rf"[(\[](?:{_ALONE})[)\]]|^(?:{_ALONE})(?=:)|{_SAID}", re.IGNORECASE)


def check(library: Library, today: date) -> Iterator[Finding]:
    """Warning: only front matter restricts, a name does not."""
    for document in library.documents:
        named = _PATH.search(document.path) or _TITLE.search(document.title)
        if named and visible(document, today):
            yield Finding(
                "warning",
                document.path,
                None,
                "named-internal",
                f"Everybody may read this, and it is called {named[0].strip('()[]')!r}.",
                "Write audience: internal into it or into _defaults.yml of its folder; rename it if it is for all.",
            )
