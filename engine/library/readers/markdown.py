"""Markdown (CommonMark with tables): headings, lists, tables; site-generator syntax read past."""

from __future__ import annotations

from markdown_it import MarkdownIt
from markdown_it.token import Token

from engine.library.decoding import decode, squeeze
from engine.library.readers.markdown_dialects import strip_dialects, strip_inline
from engine.library.sections import Block, BlockKind, Extract, Link, table_rows

MAX_CODE_LINES, MAX_CODE = 8, 300  # longer listings are material to copy, not to read

_parser = MarkdownIt("commonmark", {"maxNesting": 40}).enable(["table", "strikethrough"])
# Targets are kept as text for the check, never followed or rendered.
setattr(_parser, "validateLink", lambda url: True)  # noqa: B010


def read(data: bytes, *, first_line: int = 1) -> Extract:
    """Sections of a Markdown text whose front matter is already taken off."""
    text, _ = decode(data)
    reading = _Reading(first_line)
    for token in _parser.parse(strip_dialects(text)):
        reading.take(token)
    return reading.extract


class _Reading:
    """Turns the parser's flat tokens into sections; one handler a kind of token."""

    def __init__(self, first_line: int) -> None:
        self.extract = Extract()
        self._first_line = first_line
        self._heading = 0
        self._lists = 0
        self._item_open = False
        self._rows: list[list[str]] | None = None
        self._header = False

    def take(self, token: Token) -> None:
        handler = getattr(self, f"_on_{token.type}", None)
        if handler:
            handler(token)

    def _on_heading_open(self, token: Token) -> None:
        self._heading = int(token.tag[1])

    def _on_inline(self, token: Token) -> None:
        line = self._first_line + (token.map[0] if token.map else 0)
        text = strip_inline(_flatten(token.children or [], self.extract.links, line))
        if self._rows is not None:
            self._rows[-1].append(squeeze(text))
        elif self._heading:
            if squeeze(text):
                self.extract.open(self._heading, squeeze(text)[:200])
            self._heading = 0
        else:
            self._paragraph(text)

    def _paragraph(self, text: str) -> None:
        kind: BlockKind = "item" if self._lists and self._item_open else "text"
        self._item_open = False
        for part in text.split("\v"):
            self.extract.add(Block(kind, squeeze(part)))

    def _on_bullet_list_open(self, token: Token) -> None:
        self._lists += 1

    def _on_bullet_list_close(self, token: Token) -> None:
        self._lists -= 1

    _on_ordered_list_open, _on_ordered_list_close = _on_bullet_list_open, _on_bullet_list_close

    def _on_list_item_open(self, token: Token) -> None:
        self._item_open = True

    def _on_table_open(self, token: Token) -> None:
        self._rows = []

    def _on_tr_open(self, token: Token) -> None:
        if self._rows is not None:
            self._rows.append([])

    def _on_table_close(self, token: Token) -> None:
        rows, self._rows = self._rows or [], None
        for block in table_rows(rows, bool(rows and any(rows[0]))):
            self.extract.add(block)

    def _on_fence(self, token: Token) -> None:
        self._listing(token.content)

    def _on_code_block(self, token: Token) -> None:
        # Four spaces are more often a table or list of a converted page than a listing: prose stays prose.
        paragraphs = [squeeze(strip_inline(line)) for line in token.content.split("\n") if line.strip()]
        if sum(len(line.split()) > 3 for line in paragraphs) * 2 > len(paragraphs):
            for line in paragraphs:
                self.extract.add(Block("item", line))
        else:
            self._listing(token.content)

    def _listing(self, code: str) -> None:
        lines = [line for line in code.split("\n") if line.strip()]
        self.extract.add(Block("code", squeeze(" ".join(lines[:MAX_CODE_LINES]))[:MAX_CODE]))

    def _on_html_block(self, token: Token) -> None:
        from engine.library.readers.html import fragment  # only pages with HTML in them pay for the import

        part = fragment(token.content)
        for section in part.sections:
            if section.heading:
                self.extract.open(section.level, section.heading)
            for block in section.blocks:
                self.extract.add(Block(block.kind, squeeze(strip_inline(block.text)), block.led))
        line = self._first_line + (token.map[0] if token.map else 0)
        self.extract.links += [Link(link.target, line, link.kind, link.lang) for link in part.links]


def _flatten(tokens: list[Token], links: list[Link], line: int) -> str:
    r"""The words of inline tokens; a hard break becomes \v so that the lines of an address stay lines."""
    parts: list[str] = []
    for token in tokens:
        if token.type in ("text", "code_inline"):
            parts.append(token.content)
        elif token.type == "softbreak":
            parts.append(" ")
            line += 1
        elif token.type == "hardbreak" or (token.type == "html_inline" and token.content.startswith("<br")):
            parts.append("\v")
        elif token.type == "link_open":
            links.append(Link(str(token.attrs.get("href", "")), line))
        elif token.type == "image":
            links.append(Link(str(token.attrs.get("src", "")), line, "image"))
    return "".join(parts)
