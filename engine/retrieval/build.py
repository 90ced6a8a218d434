"""Content folder to published release: read, make what changed, verify, point to it."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from pathlib import Path

from engine import clock
from engine.encoding.encoder import Encoder
from engine.errors import LibraryError
from engine.library.findings import Finding
from engine.library.read import read_library
from engine.retrieval import manifest
from engine.retrieval.contents import Annotator, make_contents, read_before
from engine.retrieval.shelf import Shelf
from engine.retrieval.vector_log import VectorLog
from engine.retrieval.vectors import Progress
from engine.taxonomy import Taxonomy


@dataclass(frozen=True)
class Built:
    """What a build did; `embedded` counts texts that went through the model."""

    release: str
    changed: bool
    documents: int
    passages: int
    sentences: int
    embedded: int
    reused: int
    seconds: float
    findings: tuple[Finding, ...]


def build_release(
    root: Path,
    shelf: Shelf,
    taxonomy: Taxonomy,
    encoder: Encoder,
    annotator: Annotator,
    *,
    progress: Progress,
    wait: float = 600.0,
    keep: int = 5,
) -> Built:
    """Build, verify and publish a release of the library at `root`.

    Raises:
        LibraryError: the folder is missing or holds no readable document; nothing is published then.
        ReleaseError: another build holds the lock for longer than `wait` seconds.
    """
    started = clock.monotonic()
    with shelf.locked(wait=wait, waiting=lambda: progress("waiting for another build", 0, 0)):
        shelf.sweep()
        before = read_before(shelf)
        known = {d.path: d for d in before.documents} if before else {}
        library = read_library(
            root, taxonomy, progress=lambda done, total, _: progress("reading", done, total), known=known
        )
        documents = tuple(d for d in library.documents if d.passages)
        if not documents:
            raise LibraryError("No document could be read, so nothing was published.", where=str(root),
                               fix="python -m engine check DIR says why.")
        with VectorLog(_unfinished(shelf, encoder), encoder.name, encoder.dimension) as log:
            contents = make_contents(documents, taxonomy, encoder, annotator, before, progress, log)
        progress("verifying", 0, 1)
        built = shelf.building()
        identity = manifest.write(built, contents.files, contents.facts)
        changed = identity != shelf.current()
        shelf.adopt(built, identity)
        manifest.read(shelf.folder(identity))
        if changed:
            shelf.point_to(identity)
            shelf.prune(keep)
        shelf.drop_unfinished()
        progress("verifying", 1, 1)
    counts = contents.facts["counts"]
    return Built(identity, changed, counts["documents"], counts["passages"], counts["sentences"], contents.embedded,
                 contents.reused, round(clock.monotonic() - started, 2), tuple(library.findings))


def _unfinished(shelf: Shelf, encoder: Encoder) -> Path:
    """Where vectors wait until a release with them is published; one file a model."""
    return shelf.unfinished(hashlib.sha256(encoder.name.encode()).hexdigest()[:16])
