"""Walks the library folder: regular files only, no links followed, nothing outside it ever opened."""

from __future__ import annotations

import os
import stat
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path

from engine.errors import LibraryError
from engine.library.decoding import BIDI
from engine.library.findings import Finding, Level

MAX_FILE_BYTES = 50 * 1024 * 1024
MAX_DEPTH = 32
MAX_FILES = 200_000
_FOLDER = os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW | os.O_CLOEXEC
# O_NONBLOCK: a file swapped for a pipe between listing and opening must not hang us.
_FILE = os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC


@dataclass(frozen=True, slots=True)
class Entry:
    """A regular file: `path` is its name in the library (Unicode NFC, "/"), `parts` its name on disk."""

    path: str
    parts: tuple[str, ...]
    size: int


@dataclass(slots=True)
class Folder:
    """What a walk found: entries by path in sorted order, and the paths of what was passed over (hidden files aside)."""

    root: Path
    entries: dict[str, Entry] = field(default_factory=dict)
    findings: list[Finding] = field(default_factory=list)
    passed_over: list[str] = field(default_factory=list)

    def read(self, entry: Entry, limit: int = MAX_FILE_BYTES) -> bytes:
        """The bytes of a file, opened folder by folder without following links.

        Raises:
            LibraryError: it is no longer a regular file, too large, or cannot be read.
        """
        try:
            return _read_beneath(self.root, entry, limit)
        except OSError as error:
            raise LibraryError(
                f"The file cannot be read ({error.strerror or error}).",
                where=entry.path,
                fix="Check that it is a regular file that this account may read.",
            ) from error


def walk(root: Path) -> Folder:
    """All regular files below `root`.

    Raises:
        LibraryError: `root` itself is no folder that can be read.
    """
    folder = Folder(root)
    try:
        handle = os.open(root, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    except OSError as error:
        raise LibraryError(
            "The library folder cannot be opened.",
            where=str(root),
            fix="Give an existing folder: python -m engine index DIR.",
        ) from error
    try:
        for entry in sorted(islice(_walk(folder, handle, ()), MAX_FILES), key=lambda e: e.path):
            if entry.path in folder.entries:
                _pass_over(
                    folder,
                    entry.parts,
                    "warning",
                    "same-name",
                    "Another file has the same name in Unicode.",
                    "Rename one of the two.",
                )
            folder.entries.setdefault(entry.path, entry)
    finally:
        os.close(handle)
    return folder


def _walk(folder: Folder, handle: int, parts: tuple[str, ...]) -> Iterator[Entry]:
    with os.scandir(handle) as listing:
        found = sorted(listing, key=lambda e: e.name)
    for item in found:
        here = (*parts, item.name)
        try:
            info = item.stat(follow_symlinks=False)
        except OSError:
            _pass_over(
                folder, here, "warning", "unreadable", "The entry vanished or cannot be read.", "Check it."
            )
            continue
        if not _acceptable(folder, here, info):
            continue
        if stat.S_ISREG(info.st_mode):
            yield Entry(_name(here), here, info.st_size)
        else:
            yield from _descend(folder, handle, here)


def _descend(folder: Folder, handle: int, here: tuple[str, ...]) -> Iterator[Entry]:
    if len(here) > MAX_DEPTH:
        _pass_over(
            folder,
            here,
            "warning",
            "too-deep",
            f"Folders are nested deeper than {MAX_DEPTH} levels.",
            "Move the files up.",
        )
        return
    try:
        inner = os.open(here[-1], _FOLDER, dir_fd=handle)
    except OSError:
        _pass_over(
            folder, here, "warning", "unreadable", "The folder cannot be opened.", "Check its permissions."
        )
        return
    try:
        yield from _walk(folder, inner, here)
    finally:
        os.close(inner)


def _acceptable(folder: Folder, here: tuple[str, ...], info: os.stat_result) -> bool:
    name = here[-1]
    if name.startswith(".") or name.startswith("~$"):
        _pass_over(
            folder,
            here,
            "info",
            "hidden",
            "Hidden files and folders are passed over.",
            "Rename it if it belongs to the library.",
        )
    elif stat.S_ISLNK(info.st_mode):
        _link(folder, here)
    elif not (stat.S_ISREG(info.st_mode) or stat.S_ISDIR(info.st_mode)):
        _pass_over(
            folder,
            here,
            "warning",
            "not-a-file",
            "Neither a file nor a folder (device, pipe or socket).",
            "Remove it from the library folder.",
        )
    elif not _printable(name):
        _pass_over(
            folder,
            here,
            "warning",
            "odd-name",
            "The name holds control characters, direction overrides or bytes that are no UTF-8.",
            "Rename it.",
        )
    else:
        return True
    return False


def _link(folder: Folder, here: tuple[str, ...]) -> None:
    target = os.path.realpath(folder.root.joinpath(*here))
    inside = Path(target).is_relative_to(os.path.realpath(folder.root))
    if inside:
        _pass_over(
            folder,
            here,
            "info",
            "link",
            "Links are not followed.",
            "Nothing, if its target is in the library.",
        )
    else:
        _pass_over(
            folder,
            here,
            "warning",
            "link-outside",
            "A link that leaves the library folder; not followed.",
            "Copy the file into the folder if it belongs to the library.",
        )


def _printable(name: str) -> bool:
    return not BIDI.search(name) and not any(unicodedata.category(char) in ("Cc", "Cs", "Cn") for char in name)


def _name(parts: tuple[str, ...]) -> str:
    return unicodedata.normalize("NFC", "/".join(parts))


def _pass_over(folder: Folder, parts: tuple[str, ...], level: Level, code: str, what: str, fix: str) -> None:
    if code != "hidden":
        folder.passed_over.append(_name(parts))
    shown = "/".join(parts).encode("utf-8", "backslashreplace").decode("utf-8")
    shown = "".join(char if char.isprintable() else repr(char)[1:-1] for char in shown)
    folder.findings.append(Finding(level, shown, None, code, what, fix))


def _read_beneath(root: Path, entry: Entry, limit: int) -> bytes:
    handle = os.open(root, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        for name in entry.parts[:-1]:
            inner = os.open(name, _FOLDER, dir_fd=handle)
            os.close(handle)
            handle = inner
        with os.fdopen(os.open(entry.parts[-1], _FILE, dir_fd=handle), "rb") as file:
            info = os.fstat(file.fileno())
            if not stat.S_ISREG(info.st_mode):
                raise OSError("no regular file")
            if info.st_size > limit:
                raise LibraryError(
                    f"The file is larger than {limit // 2**20} MB.",
                    where=entry.path,
                    fix="Split it, or save it smaller.",
                )
            return file.read(limit + 1)[:limit]
    finally:
        os.close(handle)
