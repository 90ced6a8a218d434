"""Relative links to files that are not in the library folder."""

from __future__ import annotations

import posixpath
import unicodedata
from collections.abc import Iterator
from datetime import date
from urllib.parse import unquote, urlsplit

from engine.library.findings import Finding
from engine.library.read import Library
from engine.library.sections import Link

_PAGES = ("", ".md", ".html", "/index.md", "/_index.md", "/index.html", "/README.md")
_FOREIGN = ("javascript", "data", "vbscript")


def check(library: Library, today: date) -> Iterator[Finding]:
    """Warn of dead relative links (those that name a file) and of link targets that could run code."""
    for path, links in library.links.items():
        for link in links:
            scheme = link.target.split(":", 1)[0].strip().lower() if ":" in link.target else ""
            if scheme in _FOREIGN and link.kind == "link":
                yield Finding(
                    "warning",
                    path,
                    link.line,
                    "unsafe-link",
                    f"A link with {scheme}: is dropped.",
                    "Link to an https address.",
                )
            elif _is_dead(path, link, library.files):
                yield Finding(
                    "warning",
                    path,
                    link.line,
                    "dead-link",
                    f"There is no {link.target} in the library.",
                    "Mend the link or add the file.",
                )


def _is_dead(path: str, link: Link, files: frozenset[str]) -> bool:
    try:
        parts = urlsplit(link.target.strip())
    except ValueError:
        return False
    target = unicodedata.normalize("NFC", unquote(parts.path))
    # Without a suffix it is an address of the site ("/kontakt", "../preise/"): only the site can answer.
    if parts.scheme or parts.netloc or "." not in posixpath.basename(target) or "{" in target:
        return False
    place = target.lstrip("/") if target.startswith("/") else posixpath.join(posixpath.dirname(path), target)
    found = posixpath.normpath(place)
    if found.startswith(".."):
        return True
    if target.startswith("/") and not any(file.startswith(found.split("/")[0] + "/") for file in files):
        return False  # a folder of the site, not of the library
    return not any(found + end in files for end in _PAGES)
