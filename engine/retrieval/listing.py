"""What lies on the shelf, for people: every release with its facts, without reading gigabytes of vectors."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from engine.retrieval import manifest
from engine.retrieval.shelf import Shelf


@dataclass(frozen=True)
class Listed:
    """One release that is present.

    Attributes:
        current: the pointer names it. built: when its folder was written, None when the manifest is gone.
        size: bytes on disk, all files. counts: documents, passages and sentences. languages: documents by language.
        problem: why it cannot be served, as far as names, sizes and the manifest's checksum tell; "" = nothing found.
            The checksums of the other files are verified when a release is loaded.
    """

    id: str
    current: bool
    built: datetime | None
    size: int
    problem: str = ""
    model: str = ""
    dimension: int | None = None
    counts: dict[str, int] = field(default_factory=dict)
    languages: dict[str, int] = field(default_factory=dict)


def listing(shelf: Shelf) -> list[Listed]:
    """All releases that are present, in the order they were first published."""
    current, found = shelf.current(), []
    for release in shelf.present():
        with suppress(FileNotFoundError):  # a build may remove the oldest one meanwhile
            found.append(_listed(release, shelf.folder(release), release == current))
    return found


def _listed(release: str, folder: Path, current: bool) -> Listed:
    files = {path.name: path.stat() for path in folder.iterdir()}
    size = sum(file.st_size for file in files.values())
    if manifest.NAME not in files:
        return Listed(release, current, None, size, "its manifest is missing")
    built = datetime.fromtimestamp(files[manifest.NAME].st_mtime, UTC)
    raw = (folder / manifest.NAME).read_bytes()
    facts, problem = manifest.checked(raw, folder.name, {name: file.st_size for name, file in files.items()})
    if not facts:
        return Listed(release, current, built, size, problem)
    return Listed(release, current, built, size, problem, facts["model"], facts["dimension"], facts["counts"],
                  facts["languages"])
