"""Metadata from outside a file: `_defaults.yml` of every folder above it, and its sidecar `NAME.meta.yml`."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import PurePosixPath

from engine.errors import LibraryError
from engine.library.decoding import decode
from engine.library.findings import Finding
from engine.library.folder import Folder
from engine.library.front_matter import Source, read

DEFAULTS = ("_defaults.yml", "_defaults.yaml")
_SIDECARS = (".meta.yml", ".meta.yaml")


@dataclass(slots=True)
class Inheritance:
    """All metadata files of a library, by the folder or file they speak about."""

    defaults: dict[str, Source] = field(default_factory=dict)
    sidecars: dict[str, Source] = field(default_factory=dict)
    findings: list[Finding] = field(default_factory=list)

    def above(self, path: str) -> list[Source]:
        """The defaults that hold for a file, site first, its own folder last."""
        folders = [str(folder) for folder in reversed(PurePosixPath(path).parents)]
        return [self.defaults[folder] for folder in folders if folder in self.defaults]

    def beside(self, path: str) -> Source:
        """The sidecar of a file, by its full name ("a.pdf.meta.yml") or its stem ("a.meta.yml")."""
        stem = path.rpartition(".")[0]
        return self.sidecars.get(path) or self.sidecars.get(stem) or Source()


def is_metadata(path: str) -> bool:
    """Whether a file of the library speaks about others instead of being read itself."""
    return path.endswith(_SIDECARS) or PurePosixPath(path).name in DEFAULTS


def collect(folder: Folder, documents: list[str]) -> Inheritance:
    """Read every metadata file of a walked folder; `documents` are the paths that sidecars may belong to."""
    found = Inheritance()
    about = set(documents) | {path.rpartition(".")[0] for path in documents}
    for path in filter(is_metadata, dict.fromkeys([*folder.entries, *folder.passed_over])):
        source = _read(folder, path)
        if source.error:
            found.findings.append(broken(source, path, withheld=source.unsafe))
        found.findings += repeated(source, path)
        if PurePosixPath(path).name in DEFAULTS:
            found.defaults[str(PurePosixPath(path).parent)] = source
            continue
        subject = path.removesuffix(".yml").removesuffix(".yaml").removesuffix(".meta")
        found.sidecars[subject] = source
        if subject not in about:
            found.findings.append(
                Finding(
                    "warning",
                    path,
                    None,
                    "lone-sidecar",
                    "There is no document of that name.",
                    "Name it like the document: preise.pdf and preise.meta.yml.",
                )
            )
    return found


def broken(source: Source, path: str, *, withheld: bool) -> Finding:
    """The finding for metadata that cannot be read."""
    error = source.error or LibraryError("The metadata cannot be read.", where=path)
    line = error.where.rpartition(":")[2]
    consequence = (
        "It may restrict who sees the document, so what it speaks about is withheld."
        if withheld
        else "Its values are ignored."
    )
    return Finding(
        "error",
        path,
        int(line) if line.isdigit() else None,
        "broken-metadata",
        f"{error.what} {consequence}",
        error.fix,
    )


def repeated(source: Source, path: str) -> list[Finding]:
    """Findings for keys that are written twice in one place; the last one counts."""
    return [
        Finding(
            "warning",
            path,
            line,
            "repeated-key",
            f"The key {key} is written twice; the last one counts.",
            "Remove one of the two.",
        )
        for key, line in source.repeated
    ]


def _read(folder: Folder, path: str) -> Source:
    """What a metadata file says; one that was passed over (a link, say) may have restricted what it speaks about."""
    if path in folder.passed_over:
        error = LibraryError(
            "The metadata file was passed over: it is a link, no regular file, or one of two with the same name.",
            where=path,
            fix="Put a file of its own there.",
        )
        return Source(error=error, unsafe=True)
    try:
        text, _ = decode(folder.read(folder.entries[path], limit=1_000_000))
    except LibraryError as error:
        return Source(error=error, unsafe=True)
    return read(text, path)
