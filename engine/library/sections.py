"""What every reader hands over: sections of blocks, links and hints, free of any file format."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from typing import Any, Literal

_MOST_LINES = 5  # of a row: one for each cell beside the first
_SHORT = 3  # characters of a first cell that says little without its column

BlockKind = Literal["text", "item", "row", "code"]
LinkKind = Literal["link", "image", "alternate"]


@dataclass(slots=True)
class Block:
    """A paragraph ("text"), list line ("item"), table row ("row") or short listing ("code").

    `led`: its text begins with a term or heading that stands elsewhere on the page ("Term: text").
    """

    kind: BlockKind
    text: str
    led: bool = False


@dataclass(slots=True)
class Link:
    """A reference found in a file; `line` counts from 1 where the format has lines."""

    target: str
    line: int | None = None
    kind: LinkKind = "link"
    lang: str = ""


@dataclass(slots=True)
class Section:
    """The blocks under one heading; level 0 and an empty heading stand for text before the first heading."""

    level: int
    heading: str
    blocks: list[Block] = field(default_factory=list)
    page: int | None = None


@dataclass(slots=True)
class Note:
    """Something the reader had to leave out or guess; becomes a finding."""

    code: str
    what: str
    fix: str


@dataclass(slots=True)
class Extract:
    """All that a reader found in one file; `title`, `lang` and `meta` are what the format itself declares."""

    title: str = ""
    lang: str = ""
    meta: dict[str, str] = field(default_factory=dict)
    sections: list[Section] = field(default_factory=list)
    links: list[Link] = field(default_factory=list)
    notes: list[Note] = field(default_factory=list)

    def open(self, level: int, heading: str, page: int | None = None) -> Section:
        """Start a new section and return it."""
        self.sections.append(Section(level, heading, [], page))
        return self.sections[-1]

    def add(self, block: Block) -> None:
        """Add a block to the section that is open; the first one opens the part before all headings."""
        if block.text:
            (self.sections[-1] if self.sections else self.open(0, "")).blocks.append(block)

    def to_plain(self) -> dict[str, Any]:
        """Plain lists and dictionaries, for JSON between processes."""
        return asdict(self)

    @classmethod
    def from_plain(cls, plain: dict[str, Any]) -> Extract:
        """The inverse of `to_plain`; raises TypeError or KeyError where the shape is wrong."""
        plain = _sound(plain)
        sections = [
            Section(s["level"], s["heading"], [Block(**b) for b in s["blocks"]], s["page"])
            for s in plain["sections"]
        ]
        links = [Link(**link) for link in plain["links"]]
        return cls(
            plain["title"], plain["lang"], plain["meta"], sections, links, [Note(**n) for n in plain["notes"]]
        )


def _sound(value: Any) -> Any:
    """The same value with texts that UTF-8 can hold: one lone surrogate would break the release it gets into."""
    if isinstance(value, str):
        return value if value.isascii() else value.encode("utf-8", "replace").decode("utf-8")
    if isinstance(value, list):
        return [_sound(item) for item in value]
    return {key: _sound(item) for key, item in value.items()} if isinstance(value, dict) else value


# heads of the second of two columns that only say that something stands there
_SAYS_NOTHING = frozenset((
    "wert", "werte", "angabe", "angaben", "daten", "details", "beschreibung", "erläuterung", "bedeutung", "inhalt", "betrag",
    "value", "values", "data", "detail", "description", "explanation", "meaning", "content", "amount",
))


def table_rows(rows: list[list[str]], has_header: bool) -> list[Block]:
    """Rows of cells as readable lines: under a header "row: column value", one line a cell; "a | b" without one."""
    rows = [row for row in rows if any(row)]
    if not has_header or len(rows) < 2:
        return [Block("row", " | ".join(cell for cell in row if cell)) for row in rows]
    return [Block("row", line) for row in rows[1:] for line in _row_lines(rows[0], row)]


def _row_lines(header: list[str], row: list[str]) -> list[str]:
    """What a row says of its first cell; each line is a statement that can be found and shown by itself.

    Wide rows, and those without a first cell, stay in one line: split up they would only repeat themselves.
    """
    names = header + [""] * (len(row) - len(header))
    label, *values = row
    if len(names) == 2 and names[1].strip(" :").casefold() in _SAYS_NOTHING:
        names = [names[0], ""]
    told = [_cell(name, value) for name, value in zip(names[1:], values, strict=False) if value]
    if not label or not told:
        return [label or "; ".join(told)]
    if len(label) <= _SHORT or not any(char.isalpha() for char in label):  # "2025", "A": of what?
        label = f"{names[0].rstrip(':')} {label}".strip()
    return [f"{label.rstrip(':')}: {one}" for one in (told if len(told) <= _MOST_LINES else ["; ".join(told)])]


def _cell(name: str, value: str) -> str:
    return f"{name.rstrip(':')} {value}" if name and name != value else value


def is_header(rows: list[list[str]]) -> bool:
    """Whether the first row looks like column names: filled, short, without numbers, rows below."""
    if len(rows) < 3 or len(rows[0]) < 2:
        return False
    return all(
        cell and len(cell.split()) <= 6 and not any(char.isdigit() for char in cell) for cell in rows[0]
    )
