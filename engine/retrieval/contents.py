"""What a release holds, made from documents: vectors, labels and word index as named files."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from engine.encoding.encoder import Encoder
from engine.encoding.passage_text import passage_text
from engine.errors import ReleaseError
from engine.library.models import Document
from engine.retrieval import manifest, pack
from engine.retrieval.dense import build_graph
from engine.retrieval.lexical import build_lexical
from engine.retrieval.shelf import Shelf
from engine.retrieval.vector_log import Known, VectorLog
from engine.retrieval.vectors import Progress, embed
from engine.taxonomy import Taxonomy
from engine.understanding.labels import Labels, TypeLabel

_GRAPH = "graph.faiss"


class Annotator(Protocol):
    """Labels passages and documents; where a person gave a label it must win."""

    def annotate(
        self, documents: Sequence[Document], vectors: NDArray[np.float32]
    ) -> tuple[Labels, Sequence[TypeLabel]]:
        """Labels of all passages row by row, and the type of every document."""
        ...


@dataclass(frozen=True)
class Before:
    """The published release as a source of what need not be computed again."""

    model: str
    documents: tuple[Document, ...]
    passages: Known
    sentences: Known
    graph: bytes | None


@dataclass(frozen=True)
class Contents:
    """Files of a release and the facts for its manifest; `embedded` texts went through the model."""

    files: dict[str, bytes]
    facts: dict[str, Any]
    embedded: int
    reused: int


def read_before(shelf: Shelf) -> Before | None:
    """What the current release knows; None when there is none or it is damaged."""
    current = shelf.current()
    if current is None:
        return None
    try:
        _, facts, files = manifest.read(shelf.folder(current))
    except ReleaseError:
        return None
    arrays = {name: manifest.bytes_array(files[f"{name}.npy"])
              for name in ("vectors", "sentences", "passage_keys", "sentence_keys")}
    return Before(
        facts["model"], pack.documents_from(files["documents.jsonl"]),
        Known(arrays["passage_keys"], arrays["vectors"]), Known(arrays["sentence_keys"], arrays["sentences"]),
        files.get(_GRAPH),
    )


def make_contents(
    documents: tuple[Document, ...], taxonomy: Taxonomy, encoder: Encoder, annotator: Annotator,
    before: Before | None, progress: Progress, log: VectorLog,
) -> Contents:
    """Embed what is new, label and index; finished vectors go to `log` at once, for the case of a broken-off build."""
    passages = [(d, p) for d in documents for p in d.passages]
    texts = [passage_text(d.title, p.heading, p.text) for d, p in passages]
    sentences = [sentence for _, p in passages for sentence in p.sentences]
    usable = before if before and before.model == encoder.name else None
    vectors, keys, new_passages = embed(
        texts, encoder, [usable.passages, log.known] if usable else [log.known], "embedding passages", progress, log
    )
    sentence_vectors, sentence_keys, new_sentences = embed(
        sentences, encoder, [usable.sentences, log.known] if usable else [log.known], "embedding sentences", progress,
        log,
    )
    progress("labelling", 0, 1)
    labels, types = annotator.annotate(documents, vectors)
    progress("labelling", 1, 1)
    progress("indexing", 0, 1)
    lexical = build_lexical(
        [f"{d.title}\n{' '.join(p.heading_path)}\n{p.text}" for d, p in passages], [p.lang for _, p in passages]
    )
    starts = np.concatenate([[0], np.cumsum([len(p.sentences) for _, p in passages])]).astype(np.int64)
    arrays: dict[str, NDArray[Any]] = {
        "vectors": vectors, "sentences": sentence_vectors.astype(np.float16), "starts": starts,
        "passage_keys": keys, "sentence_keys": sentence_keys,
        "roles": labels.roles, "phases": labels.phases, "facets": labels.facets, "given": labels.given,
        **lexical.to_arrays(),
    }
    files = {f"{name}.npy": manifest.array_bytes(array) for name, array in arrays.items()}
    files["documents.jsonl"] = pack.documents_bytes(documents)
    files["taxonomy.json"] = taxonomy.model_dump_json().encode()
    files["types.json"] = json.dumps([asdict(label) for label in types]).encode()
    graph = _graph(vectors, usable)
    if graph is not None:
        files[_GRAPH] = graph
    progress("indexing", 1, 1)
    facts: dict[str, Any] = {
        "model": encoder.name,
        "dimension": encoder.dimension,
        "counts": {"documents": len(documents), "passages": len(passages), "sentences": len(sentences)},
        "languages": {lang: sum(d.lang == lang for d in documents) for lang in sorted({d.lang for d in documents})},
    }
    embedded = new_passages + new_sentences
    return Contents(files, facts, embedded, len(texts) + len(sentences) - embedded)


def _graph(vectors: NDArray[np.float32], before: Before | None) -> bytes | None:
    """The old graph serves the same vectors: building one twice does not give the same bytes."""
    if before and before.graph is not None and np.array_equal(vectors, before.passages.vectors):
        return before.graph
    return build_graph(vectors)
