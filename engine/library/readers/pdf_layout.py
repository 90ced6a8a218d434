"""From the lines of PDF pages to sections: running lines out, headings by font, tables put together."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from itertools import pairwise

from engine.library.sections import Block, Section, is_header, table_rows

_BULLET = re.compile(r"^(?:[•●▪■◦‣–·✓➢\uf0b7]|[-*](?=\s)|\(?\d{1,2}[.)](?=\s))\s*")
_PAGE_NUMBER = re.compile(
    r"^\W*(?:(?:seite|page|p\.|s\.)\s*)?\d{1,4}(?:\s*(?:von|of|/|\|)\s*\d{1,4})?\W*$", re.IGNORECASE
)
_MARGIN = 0.12  # share of the page's height that counts as its top or bottom
_CELL_WORDS = 8  # a line of a two-column text is longer than a cell of a table


@dataclass(slots=True)
class Line:
    """A line of text; `y` is its lower edge as a share of the page's height, sizes are in points."""

    text: str
    size: float
    bold: bool
    x0: float
    x1: float
    y: float
    box: int


def sections(pages: list[list[Line]]) -> tuple[list[Section], str]:
    """Sections with pages counted from 1, and the headline (the largest line of the first page)."""
    pages = _without_running_lines(pages)
    body = _body_size(pages)
    levels = _heading_levels(pages, body)
    made: list[Section] = []
    heading, level = "", 0
    for number, lines in enumerate(pages, start=1):
        fresh = False  # whether the open section's heading stands on this page, right above
        made.append(Section(level, heading, [], number))
        for group in _groups(lines, levels, body):
            if isinstance(group, Line):
                if fresh and _is_going_on(made[-1], group, levels):
                    heading = made[-1].heading = f"{made[-1].heading} {group.text}"[:200]
                    continue
                heading, level = group.text[:200], levels.get(round(group.size, 0), 3)
                made.append(Section(level, heading, [], number))
                fresh = True
            else:
                made[-1].blocks += group
                fresh = False
    return [section for section in made if section.blocks], _headline(pages, body)


def _is_going_on(section: Section, line: Line, levels: dict[float, int]) -> bool:
    """A heading that runs over two lines."""
    return section.level == levels.get(round(line.size, 0), 3) and not section.heading.endswith(
        (".", "!", "?", ":")
    )


def _headline(pages: list[list[Line]], body: float) -> str:
    first = pages[0] if pages else []
    top = max((line.size for line in first), default=0.0)
    if top < body * 1.2:
        return ""
    words = [line.text for line in first if line.size > top * 0.97][:3]
    return " ".join(words)[:200]


def _without_running_lines(pages: list[list[Line]]) -> list[list[Line]]:
    """Leave out headers, footers and page numbers: what stands at the edge of many pages, digits aside."""
    seen = Counter(key for lines in pages for key in {_shape(line) for line in lines if _at_edge(line)})
    often = {key for key, count in seen.items() if count >= max(2, 0.4 * len(pages)) and len(pages) > 1}
    return [
        [
            line
            for line in lines
            if not (_at_edge(line) and (_shape(line) in often or _PAGE_NUMBER.match(line.text)))
        ]
        for lines in pages
    ]


def _at_edge(line: Line) -> bool:
    return line.y < _MARGIN or line.y > 1 - _MARGIN


def _shape(line: Line) -> str:
    return re.sub(r"\d+", "#", line.text.casefold())


def _body_size(pages: list[list[Line]]) -> float:
    sizes: Counter[float] = Counter()
    for lines in pages:
        for line in lines:
            sizes[line.size] += len(line.text)
    return sizes.most_common(1)[0][0] if sizes else 10.0


def _heading_levels(pages: list[list[Line]], body: float) -> dict[float, int]:
    """Levels 1 to 3 by rounded font size, largest first; bold lines of body size are level 3."""
    sizes = sorted(
        {round(line.size, 0) for lines in pages for line in lines if line.size >= body * 1.12}, reverse=True
    )
    return {size: min(rank, 3) for rank, size in enumerate(sizes, start=1)}


def _is_heading(line: Line, body: float) -> bool:
    words = line.text.split()
    if len(words) > 16 or not re.search(r"[^\W\d_]{2}", line.text) or line.text.endswith((",", ";", "-")):
        return False
    if line.size >= body * 1.12:
        return True
    return (
        line.bold and len(words) <= 10 and not line.text.endswith((".", ":")) and not _BULLET.match(line.text)
    )


def _groups(lines: list[Line], levels: dict[float, int], body: float) -> list[Line | list[Block]]:
    """Headings as they are; runs of lines between them as blocks."""
    tables = _table_rows(lines)
    groups: list[Line | list[Block]] = []
    run: list[Line] = []
    rows: list[list[Line]] = []
    done: set[int] = set()
    for line in lines:
        row = tables.get(id(line))
        if row is None and rows:
            groups.append(_table(rows))
            rows = []
        if row is not None:
            if run:
                groups.append(_paragraphs(run))
                run = []
            if id(row[0]) not in done:
                done.add(id(row[0]))
                rows.append(row)
        elif _is_heading(line, body) and (line.size >= body * 1.12 or not run or run[-1].box != line.box):
            groups += [_paragraphs(run), line] if run else [line]
            run = []
        else:
            run.append(line)
    if rows:
        groups.append(_table(rows))
    return [*groups, _paragraphs(run)] if run else groups


def _table_rows(lines: list[Line]) -> dict[int, list[Line]]:
    """By id of line: its row of short cells side by side, where two such rows follow each other."""
    by_height: dict[int, list[Line]] = {}
    for line in lines:
        by_height.setdefault(round(line.y * 400), []).append(line)
    heights = sorted(by_height, reverse=True)
    rows = [sorted(by_height[height], key=lambda line: line.x0) for height in heights]
    good = [_is_row(row) for row in rows]
    found: dict[int, list[Line]] = {}
    for i, row in enumerate(rows):
        if good[i] and ((i > 0 and good[i - 1]) or (i + 1 < len(rows) and good[i + 1])):
            found.update({id(line): row for line in row})
    return found


def _is_row(row: list[Line]) -> bool:
    apart = all(left.x1 <= right.x0 for left, right in pairwise(row))
    return len(row) > 1 and apart and all(len(cell.text.split()) <= _CELL_WORDS for cell in row)


def _table(rows: list[list[Line]]) -> list[Block]:
    rows = sorted(rows, key=lambda row: -row[0].y)
    cells = [[cell.text for cell in row] for row in rows]
    regular = len({len(row) for row in cells}) == 1
    return table_rows(cells, regular and is_header(cells))


def _paragraphs(lines: list[Line]) -> list[Block]:
    blocks: list[Block] = []
    box = -1
    for line in lines:
        bullet = _BULLET.match(line.text)
        if bullet:
            blocks.append(Block("item", line.text[bullet.end() :]))
        elif blocks and (line.box == box or _goes_on(blocks[-1].text, line.text)):
            blocks[-1].text = _join(blocks[-1].text, line.text)
        else:
            blocks.append(Block("text", line.text))
        box = line.box
    return [block for block in blocks if block.text]


def _goes_on(before: str, text: str) -> bool:
    return not before.endswith((".", "!", "?", ":", "…")) and text[:1].islower()


def _join(before: str, text: str) -> str:
    """Put a broken line together: hyphens of word division go, those of the word itself stay."""
    if re.search(r"[^\W\d_]-$", before):
        if text[:1].islower() and not re.match(r"(?:und|oder|bzw\.|sowie|and|or|bis|to)\b", text):
            return before[:-1] + text
        if text[:1].isupper():
            return before + text
    return f"{before} {text}"
