"""From sections to passages: addressed by heading, of sensible length, without overlap."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator
from dataclasses import dataclass

from engine.library.language import detect
from engine.library.models import Passage
from engine.library.sections import Block, Section
from engine.library.sentences import sentences

TARGET_WORDS = 220
TINY_WORDS = 12
_LINES = ("item", "row", "code")


@dataclass(slots=True)
class _Part:
    """A section with its full heading path, before it is addressed and cut."""

    path: tuple[str, ...]
    blocks: list[Block]
    page: int | None


@dataclass(slots=True)
class _Unit:
    """One sentence or line, and what stands between it and the one before."""

    text: str
    glue: str
    words: int
    rebuilt: bool  # the page does not hold it word for word


def split(path: str, title: str, lang: str, sections: list[Section]) -> tuple[Passage, ...]:
    """The passages of one document.

    `heading_path` begins with the title and ends with `heading`; text before the first heading is
    `path#Title`. A heading that occurs again gets the section `path#Heading (2)`; a section of more than 220
    words is cut at paragraphs and sentences, its later parts have the ids `...~2`, `~3`. Sections of fewer
    than 12 words join a neighbour of the same parent, unless they answer a question or state a number.
    """
    made: list[Passage] = []
    taken: set[str] = set()
    for section, part in _addressed(path, _merged(_parts(title, sections))):
        for units in _cut(_units(part.blocks)):
            text = "".join(u.glue + u.text for u in units).strip()
            made.append(
                Passage(
                    id=_free(section, taken, "{}~{}"),
                    section=section,
                    heading=part.path[-1],
                    heading_path=part.path,
                    text=text,
                    sentences=tuple(u.text for u in units),
                    lang=detect(text, lang),
                    ordinal=len(made),
                    page=part.page,
                    rebuilt=tuple(n for n, u in enumerate(units) if u.rebuilt),
                )
            )
    return tuple(made)


def _parts(title: str, sections: list[Section]) -> Iterator[_Part]:
    stack: list[tuple[int, str]] = []
    intro: _Part | None = None
    for section in sections:
        while stack and section.level and stack[-1][0] >= section.level:
            stack.pop()
        is_title = not section.heading or _same(section.heading, title)
        if section.heading and not (is_title and not stack):
            stack.append((section.level, section.heading))
        # Text before the first heading and text under a first heading that repeats the title are one section.
        if is_title and not stack and intro and intro.page == section.page:
            intro.blocks += section.blocks
            continue
        part = _Part((title, *(heading for _, heading in stack)), list(section.blocks), section.page)
        if not stack:
            intro = part
        yield part


def _same(one: str, other: str) -> bool:
    return one.casefold().split() == other.casefold().split()


def _merged(parts: Iterator[_Part]) -> list[_Part]:
    """Empty sections are left out; tiny ones join the next, else the one before, of the same parent."""
    waiting: list[_Part] = []
    done: list[_Part] = []
    filled = [part for part in list(parts) if part.blocks]
    for i, part in enumerate(filled):
        part.blocks = [block for early in waiting for block in _with_heading(early)] + part.blocks
        waiting = []
        if not _is_tiny(part):
            done.append(part)
        elif i + 1 < len(filled) and _near(part, filled[i + 1]):
            waiting = [part]
        elif done and _near(done[-1], part):
            done[-1].blocks += _with_heading(part)
        else:
            done.append(part)
    return done


def _near(one: _Part, following: _Part) -> bool:
    """The following part is a child or a sibling of this one on the same page, and no question of its own."""
    if "?" in following.path[-1]:
        return False
    siblings = one.path[:-1] == following.path[:-1]
    return one.page == following.page and (siblings or following.path[: len(one.path)] == one.path)


def _is_tiny(part: _Part) -> bool:
    text = " ".join(block.text for block in part.blocks)
    if "?" in part.path[-1] or re.search(r"\d", text):
        return False
    return len(text.split()) + len(part.path[-1].split()) < TINY_WORDS


def _with_heading(part: _Part) -> list[Block]:
    if len(part.path) == 1:
        return part.blocks
    first = part.blocks[0]
    return [Block(first.kind, f"{part.path[-1].rstrip(':')}: {first.text}", led=True), *part.blocks[1:]]


def _addressed(path: str, parts: list[_Part]) -> Iterator[tuple[str, _Part]]:
    taken: set[str] = set()
    for part in parts:
        if part.page is not None:
            yield f"{path}#page={part.page}", part
        else:
            yield _free(f"{path}#{part.path[-1]}", taken, "{} ({})"), part


def _free(name: str, taken: set[str], pattern: str) -> str:
    """`name`, or its first numbered variant that is not taken yet; the result is then taken."""
    found, number = name, 1
    while found in taken:
        number += 1
        found = pattern.format(name, number)
    taken.add(found)
    return found


def _units(blocks: list[Block]) -> list[_Unit]:
    units: list[_Unit] = []
    before = ""
    for block in blocks:
        glue = "\n" if block.kind in _LINES and before in _LINES else "\n\n"
        before = block.kind
        composed = block.kind in ("row", "code")
        texts = [block.text] if composed else sentences(block.text)
        for n, text in enumerate(piece for long in texts for piece in _pieces(long)):
            units.append(_Unit(text, glue, len(text.split()), composed or (block.led and n == 0)))
            glue = " "
    return units


def _pieces(sentence: str) -> Iterator[str]:
    """A sentence without end (a table in one line, a list of names) is cut between words."""
    words = sentence.split(" ")
    for start in range(0, len(words), TARGET_WORDS):
        yield " ".join(words[start : start + TARGET_WORDS])


def _cut(units: list[_Unit]) -> Iterator[list[_Unit]]:
    """Parts of about equal length, cut where a paragraph begins if one does in time."""
    left = sum(unit.words for unit in units)
    part: list[_Unit] = []
    words, aim = 0, _aim(left)
    for unit in units:
        middle = words + unit.words / 2
        enough = middle > (aim if unit.glue != " " else aim * 1.15)
        if part and (enough or words + unit.words > TARGET_WORDS):
            yield part
            left -= words
            part, words, aim = [], 0, _aim(left)
        part.append(unit)
        words += unit.words
    if part:
        yield part


def _aim(left: int) -> float:
    """Words of the next part, a little below the limit so that sentences fit in whole."""
    return left / max(1, math.ceil(left / (TARGET_WORDS * 0.9))) if left > TARGET_WORDS else left
