"""The address of a snippet: the document's URL with a text fragment that points to the sentence."""

from __future__ import annotations

from urllib.parse import quote, urlsplit

from engine.library.models import Passage

_SAFE = {"http", "https"}
_WORDS = 6


def snippet_url(url: str, snippet: str, passage: Passage) -> str:
    """URL with `#:~:text=start,end` so that the browser scrolls to the snippet and marks it.

    Without a fragment where the page does not hold the snippet's words in this order (a row of a table): browsers
    find only contiguous text. A URL that is neither http(s) nor relative is dropped: content is not trusted.
    """
    if not _allowed(url):
        return ""
    words = quotable(snippet, passage).split()
    if not words:
        return url
    encoded = _encode(" ".join(words[:_WORDS]))
    if len(words) > 2 * _WORDS:
        encoded += "," + _encode(" ".join(words[-_WORDS:]))
    elif len(words) > _WORDS:
        encoded = _encode(" ".join(words))
    return f"{url}{'' if '#' in url else '#'}:~:text={encoded}"


def quotable(snippet: str, passage: Passage) -> str:
    """What of a snippet the page holds in one piece: all, or else its longest sentence of prose; "" if none.

    A sentence that the snippet shows cut short is given whole: a cut may lie inside a word.
    """
    shown = snippet.rstrip().rstrip("…").strip()
    sentences = [sentence.strip() for sentence in passage.sentences]
    held = [n for n, s in enumerate(sentences) if s and shown and (s in shown or s.startswith(shown))]
    prose = [sentences[n] for n in held if n not in passage.rebuilt]
    if len(prose) == len(held) > 1 and shown in passage.text:  # neighbours of one paragraph
        return shown
    # the longest is the least likely to stand elsewhere on the page too
    return max(prose, key=len, default="")


def _allowed(url: str) -> bool:
    try:
        parts = urlsplit(url.strip())
    except ValueError:
        return False
    return bool(url) and (parts.scheme.lower() in _SAFE or (not parts.scheme and not parts.netloc and "\\" not in url))


def _encode(text: str) -> str:
    # "-" and "," have a meaning of their own inside a text fragment
    return quote(text, safe="").replace("-", "%2D")
