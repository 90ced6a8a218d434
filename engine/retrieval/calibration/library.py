"""Releases in memory from taught or public passages: what the decision is calibrated on."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from engine.encoding.encoder import Encoder
from engine.encoding.passage_text import passage_text
from engine.library.models import Document, Passage
from engine.library.sentences import sentences
from engine.retrieval.dense import DenseIndex
from engine.retrieval.language_pull import language_means
from engine.retrieval.lexical import build_lexical
from engine.retrieval.release import Release
from engine.retrieval.vectors import embed
from engine.taxonomy import Taxonomy
from engine.understanding.heads import Heads
from engine.understanding.labels import Labels, TypeLabel


@dataclass(frozen=True)
class Source:
    """One passage on its way into a release; passages of one `document` must stand together."""

    document: str
    title: str
    heading: str
    text: str
    lang: str


def release_of(sources: Sequence[Source], encoder: Encoder, heads: Heads, taxonomy: Taxonomy) -> Release:
    """A release of these passages, row by row in the same order."""
    documents = _documents(sources)
    passages = tuple(p for d in documents for p in d.passages)
    vectors, _, _ = embed([passage_text(s.title, s.heading, s.text) for s in sources], encoder, [], "", _silent)
    parts, _, _ = embed([text for p in passages for text in p.sentences], encoder, [], "", _silent)
    roles, phases, facets = heads.passages(vectors)
    langs = [p.lang for p in passages]
    return Release(
        id="sha256:0", manifest={"model": encoder.name}, taxonomy=taxonomy, documents=documents, passages=passages,
        document_of=np.repeat(np.arange(len(documents), dtype=np.int32), [len(d.passages) for d in documents]),
        vectors=vectors, sentences=parts.astype(np.float16),
        starts=np.concatenate([[0], np.cumsum([len(p.sentences) for p in passages])]).astype(np.int64),
        labels=Labels(roles, phases, facets, np.zeros((len(passages), 3), dtype=bool)),
        types=tuple(TypeLabel("", 0.0, False) for _ in documents),
        lexical=build_lexical([f"{s.title}\n{s.heading}\n{s.text}" for s in sources], langs),
        dense=DenseIndex(vectors), language_means=language_means(langs, vectors),
    )


def _documents(sources: Sequence[Source]) -> tuple[Document, ...]:
    groups: dict[str, list[Source]] = {}
    for source in sources:
        groups.setdefault(source.document, []).append(source)
    return tuple(
        Document(path, path, group[0].title, group[0].lang, "", "", "", tuple(
            Passage(f"{path}#{i}", f"{path}#{i}", s.heading, (s.title, s.heading), s.text,
                    tuple(sentences(s.text)), s.lang, i)
            for i, s in enumerate(group)
        ))
        for path, group in groups.items()
    )


def _silent(_stage: str, _done: int, _total: int) -> None:
    return None
