"""What the library is made of: documents and their passages."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class Passage:
    """A stretch of a document under one heading: the unit that is embedded, labelled and ranked.

    `id` is unique in the library; `section` is the address people use (`path#Heading`, `path#page=N` for PDF).
    They differ only where a long section had to be cut: its later parts get `~2`, `~3` appended to the id.
    `rebuilt` are the places (0-based) of those `sentences` that the page does not hold word for word: table rows
    told as "Column: value", listings, and lines led by a term or heading from elsewhere.
    """

    id: str
    section: str
    heading: str
    heading_path: tuple[str, ...]
    text: str
    sentences: tuple[str, ...]
    lang: str
    ordinal: int
    page: int | None = None
    rebuilt: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Document:
    """One file of the library in one language; label fields hold only what a person gave (empty = not given)."""

    path: str
    id: str
    title: str
    lang: str
    url: str
    summary: str
    checksum: str
    passages: tuple[Passage, ...]
    type: str = ""
    roles: tuple[str, ...] = ()
    phases: tuple[str, ...] = ()
    facets: tuple[str, ...] = ()
    industry: tuple[str, ...] = ()
    audience: str = "public"
    published: date | bool = True
    valid_until: date | None = None
    gated: bool = False
    variant_of: str = ""
    frame: str = ""
    pinned: bool = False
    weight: float = 1.0
