"""Make the PDF and DOCX files of the sample library from the plain texts in `scripts/sample_texts/`.

Usage: .venv/bin/python scripts/make_sample_binaries.py            (needs reportlab and python-docx)

A text is read line by line: `# ` title, `## ` heading, `- ` list item, `| a | b |` table row, `---` new page
(PDF only), all else a paragraph.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from itertools import groupby
from pathlib import Path

import docx
from reportlab.lib import colors
from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import getSampleStyleSheet
from reportlab.platypus import Flowable, PageBreak, Paragraph, SimpleDocTemplate, Spacer, Table, TableStyle

ROOT = Path(__file__).resolve().parent.parent
TEXTS = ROOT / "scripts" / "sample_texts"
MADE_ON = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)

Block = tuple[str, list[str]]


def blocks(text: str) -> Iterator[Block]:
    """Blocks of equal kind in order, each (title, heading, item, row, page or text, its lines)."""
    marks = (("# ", "title"), ("## ", "heading"), ("- ", "item"), ("|", "row"), ("---", "page"))

    def kind(line: str) -> str:
        return next((name for mark, name in marks if line.startswith(mark)), "text")

    lines = [line.strip() for line in text.splitlines() if line.strip()]
    for name, group in groupby(lines, kind):
        yield name, [line.lstrip("#- ") if name in ("title", "heading", "item") else line for line in group]


def cells(rows: list[str]) -> list[list[str]]:
    """The cells of table lines such as "| a | b |"."""
    return [[cell.strip() for cell in row.strip("|").split("|")] for row in rows]


def make_pdf(text: str, target: Path) -> None:
    """Write one PDF with real text, headings in a larger bold face, and tables."""
    styles = getSampleStyleSheet()
    story: list[Flowable] = []
    title = ""
    for kind, lines in blocks(text):
        if kind == "page":
            story.append(PageBreak())
        elif kind == "row":
            table = Table([[Paragraph(cell, styles["BodyText"]) for cell in row] for row in cells(lines)])
            table.setStyle(TableStyle([("GRID", (0, 0), (-1, -1), 0.5, colors.grey)]))
            story += [table, Spacer(1, 8)]
        else:
            face = {"title": "Title", "heading": "Heading2", "item": "Bullet"}.get(kind, "BodyText")
            bullet = "•" if kind == "item" else None
            story += [Paragraph(line, styles[face], bulletText=bullet) for line in lines]
            title = title or (lines[0] if kind == "title" else "")
    # Without `invariant` every run would write another time stamp and another file.
    pdf = SimpleDocTemplate(str(target), pagesize=A4, title=title, author="Tessmar Packtechnik", invariant=1)
    pdf.build(story)


def make_docx(text: str, target: Path) -> None:
    """Write one DOCX with the built-in heading, list and table styles."""
    document = docx.Document()
    for kind, lines in blocks(text):
        if kind == "row":
            rows = cells(lines)
            table = document.add_table(rows=0, cols=len(rows[0]), style="Table Grid")
            for row in rows:
                for cell, value in zip(table.add_row().cells, row, strict=True):
                    cell.text = value
        elif kind in ("title", "heading"):
            for line in lines:
                document.add_heading(line, level=1 if kind == "title" else 2)
        elif kind != "page":
            for line in lines:
                document.add_paragraph(line, style="List Bullet" if kind == "item" else None)
    document.core_properties.author = "Tessmar Packtechnik"
    document.core_properties.created = document.core_properties.modified = MADE_ON
    document.save(str(target))


def main() -> None:
    """Make every file; `a/b.pdf.txt` under the texts becomes `content/a/b.pdf`."""
    for source in sorted(TEXTS.rglob("*.txt")):
        target = ROOT / "content" / source.relative_to(TEXTS).with_suffix("")
        make = make_pdf if target.suffix == ".pdf" else make_docx
        make(source.read_text(encoding="utf-8"), target)
        print(target.relative_to(ROOT))


if __name__ == "__main__":
    main()
