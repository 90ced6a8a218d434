"""DOCX through mammoth: headings, lists and tables; the archive is measured before anything is unpacked."""

from __future__ import annotations

import io
import re
import zipfile

import mammoth

from engine.errors import LibraryError
from engine.library.decoding import clean, squeeze
from engine.library.readers.html import fragment
from engine.library.sections import Extract

MAX_ENTRIES = 5000
MAX_UNPACKED = 200 * 1024 * 1024
MAX_XML = 20 * 1024 * 1024
MAX_RATIO = 200  # text in XML packs about 10 to 20 times
_STYLES = "\n".join(
    [
        "p[style-name='Title'] => h1:fresh",
        "p[style-name='Titel'] => h1:fresh",
        *(f"p[style-name='Überschrift {level}'] => h{level}:fresh" for level in range(1, 7)),
    ]
)
_ENTITIES = re.compile(rb"<\0?!\0?(?:D\0?O\0?C\0?T\0?Y\0?P\0?E|E\0?N\0?T\0?I\0?T\0?Y)", re.IGNORECASE)
_CORE_TITLE = re.compile(r"<dc:title[^>]*>([^<]{1,300})</dc:title>")


def read(data: bytes, *, first_line: int = 1) -> Extract:
    """Sections of a Word document; images, comments, headers and footers are left out."""
    core = _checked(data)
    result = mammoth.convert_to_html(
        io.BytesIO(data),
        style_map=_STYLES,
        include_embedded_style_map=False,
        convert_image=mammoth.images.img_element(lambda image: {}),
    )
    extract = fragment(clean(result.value), skip=False, guess_header=True)
    headline = next((section.heading for section in extract.sections if section.level == 1), "")
    found = _CORE_TITLE.search(core)
    extract.title = headline or (squeeze(found.group(1)) if found else "")
    return extract


def _checked(data: bytes) -> str:
    """Measure the archive by its directory, refuse what is no honest document; return the core properties."""
    try:
        archive = zipfile.ZipFile(io.BytesIO(data))
    except (zipfile.BadZipFile, ValueError, NotImplementedError) as error:
        raise LibraryError("The DOCX is damaged or cut off.", fix="Save it anew from Word.") from error
    entries = archive.infolist()
    unpacked = sum(entry.file_size for entry in entries)
    packed = sum(entry.compress_size for entry in entries) or 1
    names = {entry.filename for entry in entries}
    if any(entry.flag_bits & 1 for entry in entries):
        raise LibraryError("The DOCX is encrypted.", fix="Save it without a password.")
    if (
        len(entries) > MAX_ENTRIES
        or unpacked > MAX_UNPACKED
        or (unpacked > 2**22 and unpacked / packed > MAX_RATIO)
    ):
        raise LibraryError(
            f"The DOCX unpacks to {unpacked / 2**20:,.0f} MB in {len(entries):,} parts: too much.",
            fix="Remove large parts and save it anew; it may be made to do harm.",
        )
    if "word/document.xml" not in names:
        raise LibraryError(
            "The archive holds no Word document.", fix="Give it the right suffix or save it as DOCX."
        )
    return _check_parts(archive, entries)


def _check_parts(archive: zipfile.ZipFile, entries: list[zipfile.ZipInfo]) -> str:
    core = ""
    for entry in entries:
        if not entry.filename.lower().endswith((".xml", ".rels")):
            continue
        if entry.file_size > MAX_XML:
            raise LibraryError(
                f"A part of the DOCX is larger than {MAX_XML // 2**20} MB.", fix="Split the document."
            )
        content = archive.read(entry)
        if _ENTITIES.search(content):
            raise LibraryError(
                "The DOCX defines XML entities, which Word never does.", fix="Save it anew from Word."
            )
        if entry.filename == "docProps/core.xml":
            core = content.decode("utf-8", "replace")
    return core
