"""From bytes to text: UTF-8, UTF-16 and cp1252, with everything removed that no text should hold."""

from __future__ import annotations

import codecs
import re
import unicodedata

_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_CHARSET = re.compile(rb"""<meta[^>]{0,200}charset\s*=\s*["']?\s*([\w-]{1,40})""", re.IGNORECASE)
_CONTROL = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u200b\u2060\ufeff\ufdd0-\ufdef\ufffe\uffff\ud800-\udfff]"
)
# Bidirectional overrides can show a text in another order than it is read in.
BIDI = re.compile("[\u202a-\u202e\u2066-\u2069]")


def decode(data: bytes, *, html: bool = False) -> tuple[str, str]:
    """Text of `data` and the encoding used; never fails, and never holds NUL, surrogates or overrides."""
    for bom, name in _BOMS:
        if data.startswith(bom):
            return clean(data[len(bom) if name == "utf-8" else 0 :].decode(name, "replace")), name
    guess = _utf16_without_mark(data)
    if guess:
        return clean(data.decode(guess, "replace")), guess
    try:
        return clean(data.decode("utf-8")), "utf-8"
    except UnicodeDecodeError:
        name = (_declared(data) if html else "") or "cp1252"
        return clean(data.decode(name, "replace")), name


def clean(text: str) -> str:
    """Normalise to NFC and line feeds; drop control characters, lone surrogates and direction overrides."""
    text = text.replace("\r\n", "\n").replace("\r", "\n").replace("\u00ad", "")
    text = BIDI.sub("", _CONTROL.sub("", text))
    return text if text.isascii() else unicodedata.normalize("NFC", text)


def squeeze(text: str) -> str:
    """One line: runs of white space (no-break spaces included) become one space."""
    return " ".join(text.split())


def _utf16_without_mark(data: bytes) -> str:
    head = data[:2000]
    if len(head) < 8 or b"\0" not in head:
        return ""
    even, odd = head[0::2].count(0), head[1::2].count(0)
    if odd > 0.4 * len(head) / 2 and even < odd / 10:
        return "utf-16-le"
    return "utf-16-be" if even > 0.4 * len(head) / 2 and odd < even / 10 else ""


def _declared(data: bytes) -> str:
    found = _CHARSET.search(data[:2048])
    try:
        codec = codecs.lookup(found.group(1).decode("ascii")) if found else None
    except (LookupError, UnicodeDecodeError):
        return ""
    # Only real text encodings: "rot13" and friends are codecs too.
    return (
        codec.name if codec and codec.name.startswith(("iso8859", "cp125", "windows", "koi8", "mac")) else ""
    )
