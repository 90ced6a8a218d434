"""The web origins a key is bound to, as operators write them and as browsers send them."""

from __future__ import annotations

import re
from collections.abc import Iterable
from urllib.parse import urlsplit

from engine.errors import InvalidInput

_HOST = r"(?:(?:\*\.)?[a-z0-9](?:[a-z0-9.-]*[a-z0-9])?|\[[0-9a-f:]+\])"
_PATTERN = re.compile(rf"https?://{_HOST}(?::(?:\d{{1,5}}|\*))?")
_LOOPBACK = ("http://localhost", "http://127.0.0.1", "http://[::1]")
LOOPBACK_ANY_PORT = tuple(f"{host}:*" for host in _LOOPBACK)


def checked(pattern: str) -> str:
    """An origin as an operator writes it: exact, `https://*.example.com`, `http://localhost:*`, or `*`.

    Raises:
        InvalidInput: it is no origin.
    """
    text = pattern.strip().lower().rstrip("/")
    any_port = text.endswith(":*") and text[:-2] not in _LOOPBACK
    if text != "*" and (not _PATTERN.fullmatch(text) or any_port):
        raise InvalidInput(f"{pattern[:100]!r} is no web origin.", where="origins",
                           fix="Write it as https://www.example.com, https://*.example.com or http://localhost:*.")
    return text


def allowed(origin: str, patterns: Iterable[str]) -> bool:
    """Whether a browser's Origin header fits one of the patterns; `null` never does."""
    return well_formed(origin) and any(_fits(origin, pattern) for pattern in patterns)


def _fits(origin: str, pattern: str) -> bool:
    if pattern in {"*", origin}:
        return True
    if pattern.endswith(":*"):
        return origin == pattern[:-2] or bool(re.fullmatch(re.escape(pattern[:-1]) + r"\d{1,5}", origin))
    if "://*." in pattern:
        scheme, _, rest = pattern.partition("://*")
        wanted, own = urlsplit(f"{scheme}://x{rest}"), urlsplit(origin)
        host = own.hostname or ""
        return own.scheme == wanted.scheme and own.port == wanted.port and host.endswith(rest.partition(":")[0])
    return False


def well_formed(origin: str) -> bool:
    """Whether this is an origin that a browser sends for a page: not `null`, not a pattern."""
    if "*" in origin or not _PATTERN.fullmatch(origin):
        return False
    try:
        return urlsplit(origin).port != 0
    except ValueError:  # a port beyond 65535, an address that is none
        return False
