"""Plain text: paragraphs by empty lines, list lines recognised, no headings."""

from __future__ import annotations

import re

from engine.library.decoding import decode, squeeze
from engine.library.sections import Block, Extract

_ITEM = re.compile(r"^\s*(?:[-*•–·]|\d{1,3}[.)])\s+(?=\S)")


def read(data: bytes, *, first_line: int = 1) -> Extract:
    """Sections of a text file: one, with everything in it."""
    text, _ = decode(data)
    extract = Extract()
    for paragraph in re.split(r"\n\s*\n", text):
        for block in _blocks(paragraph.split("\n")):
            extract.add(block)
    return extract


def _blocks(lines: list[str]) -> list[Block]:
    blocks: list[Block] = []
    for line in lines:
        item = _ITEM.match(line)
        if item:
            blocks.append(Block("item", squeeze(line[item.end() :])))
        elif blocks and (blocks[-1].kind == "text" or line[:1].isspace()):
            blocks[-1].text = squeeze(f"{blocks[-1].text} {line}")
        elif line.strip():
            blocks.append(Block("text", squeeze(line)))
    return blocks
