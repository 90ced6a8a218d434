"""The address of a snippet: the document's URL with a text fragment that points to the sentence."""

from __future__ import annotations

import re
from urllib.parse import quote, urlsplit

_SAFE = {"http", "https"}
_WORDS = 6


def snippet_url(url: str, snippet: str) -> str:
    """URL with `#:~:text=start,end` so that the browser scrolls to the snippet and marks it.

    A URL that is neither http(s) nor relative is dropped: content is not trusted.
    """
    if not _allowed(url):
        return ""
    words = [word for word in re.split(r"\s+", snippet.strip().rstrip("…").strip()) if word]
    if not words or any("|" in word for word in words):
        return url
    encoded = _encode(" ".join(words[:_WORDS]))
    if len(words) > 2 * _WORDS:
        encoded += "," + _encode(" ".join(words[-_WORDS:]))
    elif len(words) > _WORDS:
        encoded = _encode(" ".join(words))
    return f"{url}{'' if '#' in url else '#'}:~:text={encoded}"


def _allowed(url: str) -> bool:
    try:
        parts = urlsplit(url.strip())
    except ValueError:
        return False
    return bool(url) and (parts.scheme.lower() in _SAFE or (not parts.scheme and not parts.netloc and "\\" not in url))


def _encode(text: str) -> str:
    # "-" and "," have a meaning of their own inside a text fragment
    return quote(text, safe="").replace("-", "%2D")
