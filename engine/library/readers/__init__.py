"""One reader a file type; `parse` picks it by name. Readers see bytes, never the file system."""

from __future__ import annotations

from importlib import import_module
from types import ModuleType

from engine.library.sections import Extract

# Suffix -> reader. The reader modules are imported when first needed: the parent process needs none of them.
SUFFIXES = {
    ".md": "markdown",
    ".markdown": "markdown",
    ".mdx": "markdown",
    ".txt": "text",
    ".text": "text",
    ".html": "html",
    ".htm": "html",
    ".xhtml": "html",
    ".pdf": "pdf",
    ".docx": "docx",
}


def parse(kind: str, data: bytes, *, first_line: int = 1) -> Extract:
    """Read `data` with the reader called `kind`; `first_line` is the line of its first byte in the file.

    Raises:
        LibraryError: the file is damaged, encrypted or not what it claims to be.
    """
    extract: Extract = load(kind).read(data, first_line=first_line)
    return extract


def load(kind: str) -> ModuleType:
    """The reader module called `kind`, with the library it stands on."""
    if kind not in SUFFIXES.values():
        raise ValueError(f"no reader called {kind}")
    return import_module(f"engine.library.readers.{kind}")
