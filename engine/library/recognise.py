"""Does a file's content match its suffix? Looked at before any parser sees it."""

from __future__ import annotations

from engine.errors import LibraryError

_BINARY = {
    b"%PDF-": "a PDF",
    b"PK\x03\x04": "a ZIP or Office file",
    b"\x7fELF": "a program",
    b"MZ\x90": "a program",
    b"\x89PNG": "an image",
    b"\xff\xd8\xff": "an image",
    b"GIF8": "an image",
    b"\x1f\x8b": "a compressed file",
    b"BZh9": "a compressed file",
    b"\xfd7zXZ": "a compressed file",
    b"7z\xbc\xaf": "a compressed file",
    b"Rar!": "a compressed file",
    b"\xd0\xcf\x11\xe0": "an old Office file",
    b"SQLite format 3": "a database",
}
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


def check(kind: str, data: bytes, path: str) -> None:
    """Refuse a file whose first bytes are not those of its kind.

    Raises:
        LibraryError: empty, of another kind, or encrypted.
    """
    if not data.strip(b"\0 \t\r\n"):
        raise LibraryError("The file is empty.", where=path, fix="Fill it or remove it.")
    if kind == "pdf" and b"%PDF-" not in data[:1024]:
        raise _wrong("a PDF", data, path)
    if kind == "docx" and data.startswith(_OLE):
        raise LibraryError(
            "The file is encrypted, or an old .doc under a new name.",
            where=path,
            fix="Save it as .docx without a password.",
        )
    if kind == "docx" and not data.startswith(b"PK\x03\x04"):
        raise _wrong("a DOCX", data, path)
    if kind not in ("pdf", "docx") and (_what(data) or _is_binary(data)):
        raise _wrong("text", data, path)


def _wrong(wanted: str, data: bytes, path: str) -> LibraryError:
    found = f"; it looks like {_what(data)}" if _what(data) else ""
    return LibraryError(
        f"By its suffix the file is {wanted}, by its content it is not{found}.",
        where=path,
        fix="Give it the right suffix, or save it anew.",
    )


def _what(data: bytes) -> str:
    return next((name for magic, name in _BINARY.items() if data.startswith(magic)), "")


_ODD = bytes([*range(9), *range(14, 27)])


def _is_binary(data: bytes) -> bool:
    """Many control bytes, and not as in UTF-16, where NUL is every second byte of Latin text."""
    head = data[:4096]
    if (
        head.startswith((b"\xff\xfe", b"\xfe\xff"))
        or max(head[0::2].count(0), head[1::2].count(0)) > len(head) * 0.2
    ):
        return False
    odd = len(head) - len(head.translate(None, _ODD))
    return odd > len(head) * 0.05
