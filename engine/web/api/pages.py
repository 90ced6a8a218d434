"""From the address of a page to the document it shows."""

from __future__ import annotations

import threading
from datetime import date
from urllib.parse import unquote, urlsplit

from engine.library.visibility import visible
from engine.retrieval.release import Release


class PageIndex:
    """Addresses of what one release shows on one day; the path alone counts where it is unique."""

    def __init__(self, release: Release, today: date) -> None:
        self.made_for = (release.id, today)
        self._exact: dict[tuple[str, str], str] = {}
        by_path: dict[str, set[str]] = {}
        for document in (d for d in release.documents if visible(d, today)):
            host, path = _parts(document.url)
            if host or path:
                self._exact.setdefault((host, path), document.path)
                by_path.setdefault(path, set()).add(document.path)
        self._by_path = {path: found.pop() for path, found in by_path.items() if len(found) == 1 and path}

    def document(self, url: str) -> str:
        """Path of the document at that address, "" if none is known."""
        host, path = _parts(url)
        return self._exact.get((host, path)) or self._by_path.get(path, "")


class PageIndexes:
    """Keeps the index asked for last: of one release and day."""

    def __init__(self) -> None:
        self._index: PageIndex | None = None
        self._lock = threading.Lock()

    def of(self, release: Release, today: date) -> PageIndex:
        """The index of this release on that day."""
        index = self._index
        if index is None or index.made_for != (release.id, today):
            with self._lock:
                index = PageIndex(release, today)
                self._index = index
        return index


def _parts(url: str) -> tuple[str, str]:
    """Host and path without what does not name the page: scheme, query, fragment, trailing slash, index.html."""
    try:
        parts = urlsplit(url.strip())
        host = (parts.hostname or "").removeprefix("www.")
    except ValueError:
        return "", ""
    path = unquote(parts.path).rstrip("/").removesuffix("/index.html")
    return host, path if path.startswith("/") or not path else f"/{path}"
