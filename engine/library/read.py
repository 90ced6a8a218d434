"""Reads a library folder: every file on its own, so that a bad one costs only itself."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING

from engine.errors import LibraryError
from engine.library.decoding import decode
from engine.library.documents import build, checksum
from engine.library.findings import Finding, by_weight
from engine.library.folder import Entry, Folder, walk
from engine.library.front_matter import Given, Source, split
from engine.library.inheritance import Inheritance, broken, collect, is_metadata, repeated
from engine.library.metadata import checked, combined
from engine.library.models import Document
from engine.library.readers import SUFFIXES
from engine.library.recognise import check
from engine.library.sandbox import Sandbox
from engine.library.sections import Extract, Link
from engine.library.wordlist import words

if TYPE_CHECKING:
    from engine.taxonomy import Taxonomy

Progress = Callable[[int, int, str], None]


@dataclass(frozen=True, slots=True)
class Library:
    """All documents of a folder in order of path, and what was found on the way.

    `links` (by path) and `files` (all regular files) are what the check needs; documents taken over from an
    earlier release were not read again and have no links.
    """

    documents: tuple[Document, ...]
    findings: tuple[Finding, ...]
    links: Mapping[str, tuple[Link, ...]] = field(default_factory=dict)
    files: frozenset[str] = frozenset()


def read_library(
    root: Path,
    taxonomy: Taxonomy,
    *,
    progress: Progress | None = None,
    known: Mapping[str, Document] | None = None,
) -> Library:
    """Read all documents below `root`.

    Args:
        root: the library folder; nothing outside it is opened and nothing is fetched.
        taxonomy: the labels that front matter may use.
        progress: called after every file with the number done, the number of all, and the path.
        known: documents of an earlier release by path; files whose checksum is the same are not read again.

    Raises:
        LibraryError: the folder itself cannot be opened. Everything else becomes a finding.
    """
    folder = walk(Path(root))
    wanted = [path for path in folder.entries if _kind(path) and not is_metadata(path)]
    with Sandbox() as sandbox:
        reading = _Reading(folder, collect(folder, wanted), taxonomy, known or {}, sandbox)
        for number, path in enumerate(wanted, start=1):
            reading.take(folder.entries[path])
            if progress:
                progress(number, len(wanted), path)
    findings = [
        *folder.findings,
        *reading.inheritance.findings,
        *reading.findings,
        *_unreadable_types(folder),
        *_stray_metadata(folder),
    ]
    return Library(
        tuple(reading.documents),
        by_weight(list(dict.fromkeys(findings))),
        reading.links,
        frozenset(folder.entries),
    )


class _Reading:
    """The state of one pass over the folder."""

    def __init__(
        self,
        folder: Folder,
        inheritance: Inheritance,
        taxonomy: Taxonomy,
        known: Mapping[str, Document],
        sandbox: Sandbox,
    ) -> None:
        self.folder, self.inheritance, self.taxonomy, self.known = folder, inheritance, taxonomy, known
        self.sandbox = sandbox
        self.documents: list[Document] = []
        self.findings: list[Finding] = []
        self.links: dict[str, tuple[Link, ...]] = {}
        self._labels = _fingerprint(taxonomy)

    def take(self, entry: Entry) -> None:
        """Read one file; whatever goes wrong becomes a finding."""
        try:
            self._read(entry)
        except LibraryError as error:
            self._say(entry.path, "unreadable", error.what, error.fix)
        except Exception as error:  # a reader's own fault must not cost the other files
            self._say(
                entry.path,
                "unreadable",
                f"The file could not be read ({type(error).__name__}: {error}).",
                "Save it anew, or report the file as a fault of the reader.",
            )

    def _read(self, entry: Entry) -> None:
        data = self.folder.read(entry)
        kind = _kind(entry.path)
        check(kind, data, entry.path)
        own, body, first_line = _front_matter(kind, data, entry.path)
        above, beside = self.inheritance.above(entry.path), self.inheritance.beside(entry.path)
        if own.error:
            self.findings.append(broken(own, entry.path, withheld=own.unsafe))
        self.findings += repeated(own, entry.path)
        if any(source.unsafe for source in [*above, own, beside]):
            return
        digest = checksum(data, combined([*(s.values for s in above), beside.values]), self._labels)
        extract = self._extract(entry, kind, body, first_line, digest)
        page = {
            key: Given(value, entry.path, None) for key, value in (extract.meta if extract else {}).items()
        }
        given = combined([*(source.values for source in above), page, own.values, beside.values])
        self._add(entry, extract, given, digest)

    def _extract(self, entry: Entry, kind: str, body: bytes, first_line: int, digest: str) -> Extract | None:
        """What the reader finds, or None where an earlier release has the same file."""
        earlier = self.known.get(entry.path)
        if earlier and earlier.checksum == digest:
            return None
        return self.sandbox.parse(kind, body, where=entry.path, first_line=first_line)

    def _add(self, entry: Entry, extract: Extract | None, given: dict[str, Given], digest: str) -> None:
        metadata = checked(given, self.taxonomy)
        self.findings += metadata.findings
        if metadata.withheld:
            return
        if extract is None:
            self.documents.append(self.known[entry.path])
            return
        document = build(entry.path, extract, given, metadata, digest)
        self.findings += [Finding("warning", entry.path, None, n.code, n.what, n.fix) for n in extract.notes]
        if not document.passages:
            self.findings.append(
                Finding(
                    "warning",
                    entry.path,
                    None,
                    "no-text",
                    "There is no text in this file.",
                    "Write some, remove it, or run text recognition over a scan.",
                )
            )
            return
        self.links[entry.path] = tuple(extract.links)
        self.documents.append(document)

    def _say(self, path: str, code: str, what: str, fix: str) -> None:
        self.findings.append(Finding("error", path, None, code, what, fix))


def _front_matter(kind: str, data: bytes, path: str) -> tuple[Source, bytes, int]:
    """The file's own YAML head, what comes after it, and the line on which that begins."""
    if kind not in ("markdown", "text", "html"):
        return Source(), data, 1
    text, _ = decode(data, html=kind == "html")
    own, rest, first_line = split(text, path)
    # Without a head the reader gets the file's own bytes: a page of HTML may declare their encoding.
    return own, data if rest == text else rest.encode("utf-8"), first_line


def _kind(path: str) -> str:
    return SUFFIXES.get(PurePosixPath(path).suffix.lower(), "")


def _fingerprint(taxonomy: Taxonomy) -> str:
    groups = (taxonomy.roles, taxonomy.phases, taxonomy.facets, taxonomy.types)
    return hashlib.sha256(repr([sorted(group) for group in groups]).encode()).hexdigest()


# What people keep texts in and no reader reads.
_TEXTS = words("""
.doc .docm .dot .dotx .rtf .odt .ott .pages .wpd .ppt .pptx .pptm .odp .key .xls .xlsx .xlsm .ods .numbers .csv .tsv
.epub .eml .msg .rst .adoc .tex .zip .7z .rar
""")


def _unreadable_types(folder: Folder) -> list[Finding]:
    return [
        Finding(
            "warning",
            path,
            None,
            "unknown-type-of-file",
            "Files of this type are not read.",
            "Save it as PDF, DOCX, HTML or Markdown; unpack an archive.",
        )
        for path in folder.entries
        if PurePosixPath(path).suffix.lower() in _TEXTS
    ]


def _stray_metadata(folder: Folder) -> list[Finding]:
    """YAML under a name that means nothing ("_default.yml"): whatever it restricts is not restricted."""
    return [
        Finding(
            "warning",
            path,
            None,
            "stray-metadata",
            "A YAML file of this name speaks about no document; nothing in it counts.",
            "Name it _defaults.yml for its folder, or NAME.meta.yml for one document.",
        )
        for path in folder.entries
        if PurePosixPath(path).suffix.lower() in (".yml", ".yaml") and not is_metadata(path)
    ]
