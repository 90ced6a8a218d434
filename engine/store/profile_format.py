"""A visitor's state in a few hundred bytes: how it is packed for the store, and the short marks that stand for events."""

from __future__ import annotations

import base64
import hashlib
import json
import zlib
from collections.abc import Mapping
from typing import Any

from engine.errors import StoreError

_PACKED = "z1"
# What nearly every profile says anyway, the commonest last. Part of the format: another text needs another `_PACKED`.
_USUAL = (b'{"clicked":[],"clues":[],"contact":[0,"",""],"role":[0,"",""]},"pricing_view","contact_form","calculator","share",'
          b'"pass_on","download","question","","dwell",".md","","click","","view","de/",".html","",1.0],[17')
_MARK_BYTES = 6  # among the hundred events of one visitor two share a mark once in 10^10 visitors
_MOST_BYTES = 4 << 20  # of plain data: more than 64 clues of the longest questions and paths, every character escaped


def mark_of(event: str) -> str:
    """Eight characters that stand for an event among those of one visitor; ids themselves do not shrink."""
    digest = hashlib.blake2b(event.encode("utf-8", "surrogatepass"), digest_size=_MARK_BYTES).digest()
    return base64.urlsafe_b64encode(digest).decode("ascii")


def packed(data: Mapping[str, Any]) -> dict[str, str]:
    """Plain JSON data in one short text; the same data always gives the same text."""
    plain = json.dumps(data, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    writer = zlib.compressobj(9, zdict=_USUAL)
    short = writer.compress(plain.encode("utf-8", "surrogatepass")) + writer.flush()
    return {_PACKED: base64.b85encode(short).decode("ascii")}


def unpacked(stored: Mapping[str, Any]) -> dict[str, Any]:
    """The plain data again; what was stored plain comes back as it is.

    Raises:
        StoreError: it was cut off or changed.
    """
    if _PACKED not in stored:
        return dict(stored)
    try:
        reader = zlib.decompressobj(zdict=_USUAL)
        plain = reader.decompress(base64.b85decode(stored[_PACKED]), _MOST_BYTES)
        if not reader.eof:
            raise ValueError("cut off, or longer than a profile can be")
        return dict(json.loads(plain.decode("utf-8", "surrogatepass")))
    except (zlib.error, ValueError, TypeError) as error:
        raise damaged(error) from error


def parsed(body: bytes) -> dict[str, Any]:
    """A stored profile as `packed` gave it. What is none comes back as one that `unpacked` refuses: of many that are read
    at once the others are whole."""
    try:
        stored = json.loads(body)
    except ValueError:
        stored = None
    return stored if isinstance(stored, dict) else {_PACKED: None}


def damaged(error: Exception) -> StoreError:
    """What to raise when a stored profile is none."""
    return StoreError(f"A stored profile cannot be read: {type(error).__name__}: {error}.", where="Redis",
                      fix="Remove its key; the profile is projected again from the log.")
