"""Content folder to published release: read, embed what changed, label, index, verify, point to it."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from engine import clock
from engine.encoding.encoder import Encoder
from engine.encoding.passage_text import passage_text
from engine.errors import LibraryError, ReleaseError
from engine.library.findings import Finding
from engine.library.models import Document
from engine.library.read import read_library
from engine.retrieval import manifest, pack
from engine.retrieval.dense import build_graph
from engine.retrieval.lexical import build_lexical
from engine.retrieval.shelf import Shelf
from engine.retrieval.vectors import Known, Progress, embed
from engine.taxonomy import Taxonomy
from engine.understanding.labels import Labels, TypeLabel


class Annotator(Protocol):
    """Labels passages and documents; where a person gave a label it must win."""

    def annotate(
        self, documents: Sequence[Document], vectors: NDArray[np.float32]
    ) -> tuple[Labels, Sequence[TypeLabel]]:
        """Labels of all passages row by row, and the type of every document."""
        ...


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
        before = _before(shelf)
        known_documents = {d.path: d for d in before.documents} if before else {}
        library = read_library(
            root, taxonomy, progress=lambda done, total, _: progress("reading", done, total), known=known_documents
        )
        documents = tuple(d for d in library.documents if d.passages)
        if not documents:
            raise LibraryError("No document could be read, so nothing was published.", where=str(root),
                               fix="python -m engine check DIR says why.")
        files, facts, work = _files(documents, taxonomy, encoder, annotator, before, progress)
        progress("verifying", 0, 1)
        built = shelf.building()
        identity = manifest.write(built, files, facts)
        changed = identity != shelf.current()
        shelf.adopt(built, identity)
        manifest.read(shelf.folder(identity))
        if changed:
            shelf.point_to(identity)
            shelf.prune(keep)
        progress("verifying", 1, 1)
    counts = facts["counts"]
    return Built(identity, changed, counts["documents"], counts["passages"], counts["sentences"], work[0], work[1],
                 round(clock.monotonic() - started, 2), tuple(library.findings))


@dataclass(frozen=True)
class _Before:
    model: str
    documents: tuple[Document, ...]
    passages: Known
    sentences: Known


def _before(shelf: Shelf) -> _Before | None:
    """The published release, as a source of what need not be computed again; damaged = none."""
    current = shelf.current()
    if current is None:
        return None
    try:
        _, facts, files = manifest.read(shelf.folder(current))
    except ReleaseError:
        return None
    arrays = {name: manifest.bytes_array(files[f"{name}.npy"])
              for name in ("vectors", "sentences", "passage_keys", "sentence_keys")}
    return _Before(
        facts["model"], pack.documents_from(files["documents.jsonl"]),
        Known(arrays["passage_keys"], arrays["vectors"]), Known(arrays["sentence_keys"], arrays["sentences"]),
    )


def _files(
    documents: tuple[Document, ...], taxonomy: Taxonomy, encoder: Encoder, annotator: Annotator,
    before: _Before | None, progress: Progress,
) -> tuple[dict[str, bytes], dict[str, object], tuple[int, int]]:
    passages = [(d, p) for d in documents for p in d.passages]
    texts = [passage_text(d.title, p.heading, p.text) for d, p in passages]
    sentences = [sentence for _, p in passages for sentence in p.sentences]
    usable = before if before and before.model == encoder.name else None
    vectors, keys, new_passages = embed(texts, encoder, usable and usable.passages, "embedding passages", progress)
    sentence_vectors, sentence_keys, new_sentences = embed(
        sentences, encoder, usable and usable.sentences, "embedding sentences", progress
    )
    progress("labelling", 0, 1)
    labels, types = annotator.annotate(documents, vectors)
    progress("labelling", 1, 1)
    progress("indexing", 0, 1)
    lexical = build_lexical(
        [f"{d.title}\n{' '.join(p.heading_path)}\n{p.text}" for d, p in passages], [p.lang for _, p in passages]
    )
    starts = np.concatenate([[0], np.cumsum([len(p.sentences) for _, p in passages])]).astype(np.int64)
    arrays = {
        "vectors": vectors, "sentences": sentence_vectors.astype(np.float16), "starts": starts,
        "passage_keys": keys, "sentence_keys": sentence_keys,
        "roles": labels.roles, "phases": labels.phases, "facets": labels.facets, "given": labels.given,
        **lexical.to_arrays(),
    }
    files = {f"{name}.npy": manifest.array_bytes(array) for name, array in arrays.items()}
    files["documents.jsonl"] = pack.documents_bytes(documents)
    files["taxonomy.json"] = taxonomy.model_dump_json().encode()
    files["types.json"] = json.dumps([asdict(label) for label in types]).encode()
    graph = build_graph(vectors)
    if graph is not None:
        files["graph.faiss"] = graph
    progress("indexing", 1, 1)
    facts: dict[str, object] = {
        "model": encoder.name,
        "dimension": encoder.dimension,
        "counts": {"documents": len(documents), "passages": len(passages), "sentences": len(sentences)},
        "languages": {lang: sum(d.lang == lang for d in documents) for lang in sorted({d.lang for d in documents})},
    }
    embedded = new_passages + new_sentences
    return files, facts, (embedded, len(texts) + len(sentences) - embedded)
