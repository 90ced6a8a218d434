"""From the address of a page to the document it shows."""

from __future__ import annotations

import threading
from urllib.parse import unquote, urlsplit

from engine.retrieval.release import Release


class PageIndex:
    """Addresses of one release's documents; the path alone counts where it is unique."""

    def __init__(self, release: Release) -> None:
        self.release = release.id
        self._exact: dict[tuple[str, str], str] = {}
        by_path: dict[str, set[str]] = {}
        for document in release.documents:
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
    """Keeps the index of the newest release asked for."""

    def __init__(self) -> None:
        self._index: PageIndex | None = None
        self._lock = threading.Lock()

    def of(self, release: Release) -> PageIndex:
        """The index of this release."""
        index = self._index
        if index is None or index.release != release.id:
            with self._lock:
                index = PageIndex(release)
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
