"""Front matter: the YAML head of a Markdown, text or HTML file, and the folder's and sidecar's metadata files."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Any

from engine.errors import LibraryError
from engine.library.yaml_lines import MAX_BYTES, load

_HEAD = re.compile(r"\A\s*---[ \t]*\n(.*?)(?:^(?:---|\.\.\.)[ \t]*$\n?|\Z)", re.DOTALL | re.MULTILINE)
_TOML = re.compile(r"\A\s*\+\+\+[ \t]*\n(.*?)^\+\+\+[ \t]*$\n?", re.DOTALL | re.MULTILINE)
# Words that, somewhere in metadata nobody can read, may have meant "not for the public".
_CAUTION = re.compile(
    r"audience|intern|publish|valid_?until|expir|draft|confidential|vertraulich", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class Given:
    """One value of front matter and where it was written."""

    value: Any
    path: str
    line: int | None


@dataclass(slots=True)
class Source:
    """The metadata written in one place; `error` is set and `unsafe` decided where it cannot be read."""

    values: dict[str, Given] = field(default_factory=dict)
    error: LibraryError | None = None
    unsafe: bool = False
    repeated: list[tuple[str, int]] = field(default_factory=list)


def split(text: str, path: str) -> tuple[Source, str, int]:
    """Take the front matter off `text`: its values, the body, and the line on which the body begins."""
    head = _HEAD.match(text)
    if head and _is_rule(head):
        return Source(), text, 1
    if head:
        first = text[: head.start(1)].count("\n") + 1
        return (
            read(head.group(1), path, first_line=first),
            text[head.end() :],
            text[: head.end()].count("\n") + 1,
        )
    toml = _TOML.match(text)
    if toml:
        error = LibraryError(
            "Front matter in TOML (+++) is not read.", where=f"{path}:1", fix="Write it as YAML (---)."
        )
        unsafe = bool(_CAUTION.search(toml.group(1)))
        return Source(error=error, unsafe=unsafe), text[toml.end() :], text[: toml.end()].count("\n") + 1
    return Source(), text, 1


def read(text: str, path: str, *, first_line: int = 1) -> Source:
    """The values of a YAML text; one that cannot be read is no failure, but perhaps a reason to withhold."""
    try:
        found = load(text, where=path, first_line=first_line)
    except LibraryError as error:
        return Source(error=error, unsafe=len(text) > MAX_BYTES or bool(_CAUTION.search(text)))
    values = {key: Given(value, path, found.lines[key]) for key, value in found.values.items()}
    return Source(values=values, repeated=found.repeated)


def _is_rule(head: re.Match[str]) -> bool:
    """A page may begin with a horizontal rule: what follows then does not begin like a key."""
    inside = head.group(1)
    lines = (line.strip() for line in inside.split("\n"))
    first = next((line for line in lines if line and not line.startswith("#")), "")
    if not first or re.match(r"[^:\n]{1,60}:(?:\s|$)|\{", first):
        return not first and head.end() == head.end(1)
    # Not a key, but perhaps meant as one: "audience internal" must not become a page for everybody.
    closed = head.end() > head.end(1)
    return not (closed and len(inside) < 500 and _CAUTION.search(inside))
