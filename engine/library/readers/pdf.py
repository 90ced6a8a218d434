"""PDF through pdfminer.six: page by page, as many pages as the time allows."""

from __future__ import annotations

import io
import re
import time
from collections.abc import Iterator

from pdfminer.converter import PDFPageAggregator
from pdfminer.layout import LAParams, LTChar, LTContainer, LTPage, LTTextBox, LTTextLine
from pdfminer.pdfdocument import PDFDocument, PDFEncryptionError, PDFPasswordIncorrect
from pdfminer.pdfinterp import PDFPageInterpreter, PDFResourceManager
from pdfminer.pdfpage import PDFPage
from pdfminer.pdfparser import PDFParser

from engine.errors import LibraryError
from engine.library.decoding import clean, squeeze
from engine.library.readers.pdf_layout import Line, sections
from engine.library.sections import Extract, Note

SECONDS = 7.0  # of processor time: less than the sandbox gives, so that a long document is cut and not lost
MAX_PAGES = 2000
_EDITOR_TITLE = re.compile(
    r"^(?:microsoft (?:word|powerpoint)|untitled|unbenannt|document\d*|dokument\d*|.*\.\w{3,4}$)",
    re.IGNORECASE,
)


def read(data: bytes, *, first_line: int = 1) -> Extract:
    """Sections of a PDF, each with its page (from 1); the title is the largest line of the first page."""
    try:
        document = PDFDocument(PDFParser(io.BytesIO(data)))
    except (PDFPasswordIncorrect, PDFEncryptionError) as error:
        raise LibraryError("The PDF is encrypted.", fix="Save it without a password.") from error
    extract = Extract()
    pages = list(_pages(document, extract))
    extract.sections, headline = sections(pages)
    extract.title = headline or _declared_title(document)
    return extract


def _pages(document: PDFDocument, extract: Extract) -> Iterator[list[Line]]:
    """The lines of each page; stops with a note when the time or the number of pages runs out."""
    end = time.process_time() + SECONDS
    manager = PDFResourceManager()
    device = PDFPageAggregator(manager, laparams=LAParams())
    interpreter = PDFPageInterpreter(manager, device)
    for number, page in enumerate(PDFPage.create_pages(document), start=1):
        if time.process_time() > end or number > MAX_PAGES:
            extract.notes.append(
                Note(
                    "cut-short",
                    f"Only the first {number - 1} pages were read: the PDF is too long or too complex.",
                    "Split it into chapters.",
                )
            )
            return
        interpreter.process_page(page)
        yield list(_lines(device.get_result()))


def _lines(page: LTPage) -> Iterator[Line]:
    height = page.height or 1.0
    for number, box in enumerate(element for element in page if isinstance(element, LTTextBox)):
        for line in box:
            if isinstance(line, LTTextLine) and line.get_text().strip():
                size, bold = _font(line)
                # The soft hyphen at a line's end is a hyphen here: cleaning would lose it.
                text = squeeze(clean(line.get_text().replace("\u00ad", "-")))
                if text:
                    yield Line(text, size, bold, line.x0, line.x1, line.y0 / height, number)


def _font(line: LTContainer[LTChar]) -> tuple[float, bool]:
    chars = [char for char in line if isinstance(char, LTChar)]
    if not chars:
        return 0.0, False
    bold = sum("bold" in char.fontname.lower() or "black" in char.fontname.lower() for char in chars)
    sizes = sorted(char.size for char in chars)
    return round(sizes[len(sizes) // 2], 1), bold * 2 > len(chars)


def _declared_title(document: PDFDocument) -> str:
    for info in document.info:
        value = info.get("Title", b"")
        if isinstance(value, bytes):
            text = value.decode("utf-16" if value[:2] in (b"\xfe\xff", b"\xff\xfe") else "cp1252", "replace")
            title = squeeze(clean(text))
            if title and not _EDITOR_TITLE.match(title):
                return title
    return ""
