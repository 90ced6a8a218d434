"""Files made on the spot: DOCX and PDF, honest and hostile."""

from __future__ import annotations

import io
import zipfile
import zlib

import docx
from pypdf import PdfReader, PdfWriter
from reportlab.lib.pagesizes import A4
from reportlab.pdfgen import canvas

GOOD = (
    "# Kühlanlage\n\nDie Anlage kühlt zwölf Pressen und braucht dafür 42 kW elektrische Leistung im Mittel.\n"
)


def word(*, title: str = "Datenblatt K7", encrypted: bool = False) -> bytes:
    """A DOCX with a title, two headings, a list and a table."""
    document = docx.Document()
    document.add_heading(title, level=0)
    document.add_heading("Leistung", level=1)
    document.add_paragraph(
        "Die Pumpe fördert bis zu 30 m³/h. Sie läuft ohne Aufsicht und meldet jede Störung selbst."
    )
    document.add_heading("Umfang", level=1)
    for item in ("Pumpe mit Motor", "Schaltschrank", "Handbuch auf Deutsch"):
        document.add_paragraph(item, style="List Bullet")
    table = document.add_table(rows=0, cols=2)
    for left, right in (("Paket", "Preis"), ("Basis", "500 €"), ("Plus", "900 €")):
        cells = table.add_row().cells
        cells[0].text, cells[1].text = left, right
    buffer = io.BytesIO()
    document.save(buffer)
    return buffer.getvalue()


def with_part(name: str, content: bytes) -> bytes:
    """The DOCX of `word()` with one part replaced or added."""
    buffer = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(word())) as old,
        zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as new,
    ):
        for entry in old.infolist():
            if entry.filename != name:
                new.writestr(entry, old.read(entry))
        new.writestr(name, content)
    return buffer.getvalue()


def pdf(pages: list[list[tuple[float, int, str]]], *, bold: bool = True) -> bytes:
    """A PDF; every page is a list of (height in points, font size, text)."""
    buffer = io.BytesIO()
    paper = canvas.Canvas(buffer, pagesize=A4)
    for page in pages:
        for height, size, text in page:
            paper.setFont("Helvetica-Bold" if bold and size > 12 else "Helvetica", size)
            paper.drawString(72, height, text)
        paper.showPage()
    paper.save()
    return buffer.getvalue()


def simple_pdf() -> bytes:
    """Three pages with a running header, page numbers, headings and a divided word."""
    pages = []
    for number, heading in enumerate(("Ausgangslage", "Lösung", "Ergebnis"), start=1):
        pages.append(
            [
                (810, 8, "Muster GmbH - Fallstudie"),
                *([(740, 24, "Fallstudie Molkerei Nord")] if number == 1 else []),
                (700, 16, heading),
                (670, 11, f"Im Abschnitt {number} steht, was die Kühl-"),
                (656, 11, "wasserversorgung der Molkerei leistet und kostet."),
                (30, 8, f"Seite {number} von 3"),
            ]
        )
    return pdf(pages)


def encrypted_pdf() -> bytes:
    """A PDF that needs a password."""
    writer = PdfWriter()
    writer.append(PdfReader(io.BytesIO(simple_pdf())))
    writer.encrypt("geheim", algorithm="RC4-128")
    buffer = io.BytesIO()
    writer.write(buffer)
    return buffer.getvalue()


def pdf_of_objects(*objects: bytes) -> bytes:
    """A PDF from raw objects numbered from 1; the first must be the catalogue."""
    out = bytearray(b"%PDF-1.4\n")
    places = []
    for number, body in enumerate(objects, start=1):
        places.append(len(out))
        out += f"{number} 0 obj\n".encode() + body + b"\nendobj\n"
    start = len(out)
    out += f"xref\n0 {len(objects) + 1}\n0000000000 65535 f \n".encode()
    out += b"".join(f"{place:010d} 00000 n \n".encode() for place in places)
    out += f"trailer\n<< /Size {len(objects) + 1} /Root 1 0 R >>\nstartxref\n{start}\n%%EOF".encode()
    return bytes(out)


def pdf_bomb(megabytes: int) -> bytes:
    """One page whose content unpacks to many megabytes of drawing operators."""
    packer = zlib.compressobj(1)
    packed = b"".join(packer.compress(b"0 0 m 9 9 l S \n" * 69906) for _ in range(megabytes)) + packer.flush()
    stream = f"<< /Length {len(packed)} /Filter /FlateDecode >>\nstream\n".encode() + packed + b"\nendstream"
    return pdf_of_objects(
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 300 300] /Contents 4 0 R >>",
        stream,
    )


def endless_pdf(pages: int) -> bytes:
    """A page tree that names the same real page many times, below itself once more."""
    kids = b" ".join([b"3 0 R"] * pages)
    return pdf_of_objects(
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [" + kids + b" 2 0 R] /Count 1000000 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 300 300] >>",
    )
