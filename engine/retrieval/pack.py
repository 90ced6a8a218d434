"""Between a release in memory and its files."""

from __future__ import annotations

import json
from dataclasses import fields
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np

from engine.library.models import Document, Passage
from engine.retrieval import manifest
from engine.retrieval.dense import DenseIndex
from engine.retrieval.language_pull import language_means
from engine.retrieval.lexical import LexicalIndex
from engine.retrieval.release import Release
from engine.taxonomy import Taxonomy
from engine.understanding.labels import Labels, TypeLabel

_DOCUMENT_FIELDS = tuple(field.name for field in fields(Document))
_PASSAGE_FIELDS = tuple(field.name for field in fields(Passage))


def documents_bytes(documents: tuple[Document, ...]) -> bytes:
    """One document a line, passages inside, as JSON."""
    return "".join(json.dumps(_entry(d), default=_plain, ensure_ascii=True) + "\n" for d in documents).encode()


def _entry(document: Document) -> dict[str, Any]:
    """Field by field: `dataclasses.asdict` copies every sentence and takes ten times as long."""
    entry = {name: getattr(document, name) for name in _DOCUMENT_FIELDS}
    entry["passages"] = [{name: getattr(p, name) for name in _PASSAGE_FIELDS} for p in document.passages]
    return entry


def documents_from(data: bytes) -> tuple[Document, ...]:
    """The inverse of `documents_bytes`."""
    return tuple(_document(json.loads(line)) for line in data.decode().split("\n") if line)


def load(folder: Path) -> Release:
    """Verify a release folder and bring it into memory.

    Raises:
        ReleaseError: anything in it is not what was built.
    """
    identity, facts, files = manifest.read(folder)
    arrays = {name[:-4]: manifest.bytes_array(data) for name, data in files.items() if name.endswith(".npy")}
    documents = documents_from(files["documents.jsonl"])
    passages = tuple(passage for document in documents for passage in document.passages)
    document_of = np.repeat(np.arange(len(documents), dtype=np.int32), [len(d.passages) for d in documents])
    labels = Labels(arrays["roles"], arrays["phases"], arrays["facets"], arrays["given"])
    return Release(
        id=identity,
        manifest=facts,
        taxonomy=Taxonomy.model_validate_json(files["taxonomy.json"]),
        documents=documents,
        passages=passages,
        document_of=document_of,
        vectors=arrays["vectors"],
        sentences=arrays["sentences"],
        starts=arrays["starts"],
        labels=labels,
        types=tuple(TypeLabel(**entry) for entry in json.loads(files["types.json"])),
        lexical=LexicalIndex.from_arrays(arrays),
        dense=DenseIndex(arrays["vectors"], files.get("graph.faiss")),
        language_means=language_means([passage.lang for passage in passages], arrays["vectors"]),
    )


def _document(entry: dict[str, Any]) -> Document:
    passages = tuple(Passage(**{**p, **_tuples(p)}) for p in entry.pop("passages"))
    valid = entry["valid_until"]
    published = entry["published"]
    return Document(**{
        **entry, **_tuples(entry), "passages": passages,
        "valid_until": date.fromisoformat(valid) if valid else None,
        "published": date.fromisoformat(published) if isinstance(published, str) else published,
    })


def _tuples(entry: dict[str, Any]) -> dict[str, Any]:
    """The lists of JSON as the tuples they were."""
    return {name: tuple(value) for name, value in entry.items() if isinstance(value, list)}


def _plain(value: object) -> str:
    if isinstance(value, date):
        return value.isoformat()
    raise TypeError(f"{type(value).__name__} cannot be stored in a release")
