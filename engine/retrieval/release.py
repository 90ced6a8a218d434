"""One immutable build of the library, in memory."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from engine.library.models import Document, Passage
from engine.library.steering import steers
from engine.library.visibility import visible
from engine.retrieval.dense import DenseIndex
from engine.retrieval.gist import gist
from engine.retrieval.language_pull import one_language
from engine.retrieval.lexical import LexicalIndex
from engine.retrieval.names import codes
from engine.retrieval.sentence_labels import SentenceLabels
from engine.retrieval.subject import Subject
from engine.taxonomy import Taxonomy
from engine.understanding.labels import Labels, TypeLabel

_SEVERAL = 3  # passages
_LINE_OR_TWO = 150  # characters


@dataclass(frozen=True)
class Release:
    """Everything needed to answer; a request takes one and keeps it to its end.

    Attributes:
        id: "sha256:..." of the manifest: two releases with the same content have the same id.
        passages: all passages, row by row as in every array; `document_of` (n,) gives each row's document.
        vectors: (n, dimension) unit vectors of passages.
        sentences: (s, dimension) unit vectors of sentences, half precision; those of row i are
            `sentences[starts[i]:starts[i + 1]]`.
        language_means: mean passage vector of each language, which removes the pull towards the question's own.
    """

    id: str
    manifest: dict[str, Any]
    taxonomy: Taxonomy
    documents: tuple[Document, ...]
    passages: tuple[Passage, ...]
    document_of: NDArray[np.int32]
    vectors: NDArray[np.float32]
    sentences: NDArray[np.float16]
    starts: NDArray[np.int64]
    labels: Labels
    types: tuple[TypeLabel, ...]
    lexical: LexicalIndex
    dense: DenseIndex
    language_means: dict[str, NDArray[np.float32]]
    _visible: dict[date, NDArray[np.bool_]] = field(default_factory=dict, compare=False, repr=False)
    _contents: list[int] = field(default_factory=list, compare=False, repr=False)
    _paths: dict[str, int] = field(default_factory=dict, compare=False, repr=False)

    def __post_init__(self) -> None:
        known: dict[object, int] = {}
        for i, document in enumerate(self.documents):
            words = tuple(passage.text for passage in document.passages)
            same = min(known.setdefault(("id", document.id or document.path), i), known.setdefault(words, i))
            self._contents.append(same if same == i else self._contents[same])
        self._paths.update({document.path: i for i, document in enumerate(self.documents)})

    @cached_property
    def langs(self) -> NDArray[np.str_]:
        """(n,) language of every passage."""
        return np.array([passage.lang for passage in self.passages])

    @cached_property
    def emphasis(self) -> NDArray[np.float32]:
        """(documents,) natural logarithm of each document's weight, and 1 more for a pinned one."""
        weights = [min(max(document.weight, 0.05), 20.0) for document in self.documents]
        pinned = np.array([document.pinned for document in self.documents], dtype=np.float32)
        return np.asarray(np.log(np.array(weights, dtype=np.float32)) + pinned, dtype=np.float32)

    @cached_property
    def kinds(self) -> tuple[tuple[str, ...], NDArray[np.int64]]:
        """(ids of the content types that occur, which of them each document is (documents,))."""
        names = tuple(dict.fromkeys(label.id for label in self.types))
        number = {name: i for i, name in enumerate(names)}
        return names, np.array([number[label.id] for label in self.types], dtype=np.int64)

    def by_kind(self, values: Mapping[str, float], rows: NDArray[np.int64], otherwise: float = 0.0) -> NDArray[np.float64]:
        """(n,) the value of the content type of each row's document."""
        names, of = self.kinds
        table = np.array([values.get(name, otherwise) for name in names], dtype=np.float64)
        return table[of[self.document_of[rows]]]

    def of_types(self, kinds: frozenset[str]) -> NDArray[np.float32]:
        """(n,) the probability that each passage's document is of one of these content types."""
        certain = np.array([label.probability if label.id in kinds else 0.0 for label in self.types], dtype=np.float32)
        return np.asarray(certain[self.document_of], dtype=np.float32)

    @cached_property
    def title_codes(self) -> tuple[frozenset[str], ...]:
        """The identifiers in the title of each document ("k120")."""
        return tuple(frozenset(map(str.casefold, codes(document.title))) for document in self.documents)

    @cached_property
    def language_shares(self) -> dict[str, float]:
        """Share of the passages in each language."""
        return {lang: count / len(self.passages) for lang, count in Counter(p.lang for p in self.passages).items()}

    @cached_property
    def _steering(self) -> NDArray[np.bool_]:
        """(n,) True for passages that speak to the ranking instead of to readers."""
        return np.array([steers(passage.text) for passage in self.passages], dtype=bool)

    @cached_property
    def prefaces(self) -> NDArray[np.bool_]:
        """(n,) True for a line or two with which a document of several passages opens: they lead to what follows and tell
        little themselves ("All prices net", "What 640 machines have taught us")."""
        _, first, count = np.unique(self.document_of, return_index=True, return_counts=True)
        found = np.zeros(len(self.passages), dtype=bool)
        found[[row for row in first[count >= _SEVERAL] if len(self.passages[row].text) < _LINE_OR_TWO]] = True
        return found

    @cached_property
    def has_variants(self) -> bool:
        """Whether a document tells in another frame what another one tells."""
        return any(document.variant_of for document in self.documents)

    @cached_property
    def shared_use(self) -> NDArray[np.float32]:
        """(n,) how far a passage serves all roles at once: the mean of their labels less half of the spread."""
        roles = self.labels.roles
        if not roles.shape[1]:
            return np.zeros(len(roles), dtype=np.float32)
        return np.asarray(roles.mean(axis=1) - 0.5 * roles.std(axis=1), dtype=np.float32)

    @cached_property
    def gist(self) -> NDArray[np.float32]:
        """(n,) how well a passage tells what the library is about, in standard deviations within its language."""
        prior, table = self.taxonomy.phase_prior["search"], self.taxonomy.type_phase
        wanted = {kind: sum(share * row.get(phase, 0.0) for phase, share in prior.items()) for kind, row in table.items()}
        usual = sum(wanted.values()) / max(len(wanted), 1)
        starters = self.by_kind(wanted, np.arange(len(self.passages)), otherwise=usual)
        return gist(self.vectors, self.langs, self.document_of, self.language_means, starters)

    @cached_property
    def sentence_labels(self) -> SentenceLabels:
        """Whom the sentences that were shown serve, and when."""
        return SentenceLabels(self.sentences, self.starts)

    @cached_property
    def subject(self) -> Subject:
        """Whether these passages speak of a supplier's matters."""
        return Subject(self.vectors, self.langs)

    @cached_property
    def one_language(self) -> bool:
        """Whether (nearly) all passages are in one language."""
        return one_language(self.langs.tolist())

    @cached_property
    def contents(self) -> NDArray[np.int64]:
        """(documents,) number that stands for the content of each: language versions (same id) and copies share one."""
        return np.array(self._contents, dtype=np.int64)

    @property
    def model(self) -> str:
        """Name of the encoder that made the vectors."""
        return str(self.manifest["model"])

    def number(self, path: str) -> int | None:
        """Which of `documents` lies under that path, None if there is none."""
        return self._paths.get(path)

    def type_of(self, path: str) -> str:
        """The content type of the document under that path, "" if there is none."""
        number = self.number(path)
        return "" if number is None else self.types[number].id

    def document(self, path: str) -> Document | None:
        """The document under that path, None if there is none."""
        row = self._paths.get(path)
        return None if row is None else self.documents[row]

    def shown(self, path: str, today: date) -> Document | None:
        """The document under that path if it may be shown on that day: for visitors a hidden one is not there."""
        document = self.document(path)
        return document if document is not None and visible(document, today) else None

    def rows_of(self, path: str) -> NDArray[np.int64]:
        """Rows of the passages of one document; empty if there is none."""
        row = self._paths.get(path)
        return np.flatnonzero(self.document_of == row) if row is not None else np.zeros(0, dtype=np.int64)

    def holds(self, address: str) -> bool:
        """Whether a document lies under that path, or one of its passages or sections under that address."""
        path = address.partition("#")[0]
        if path == address or path not in self._paths:
            return address in self._paths
        return any(address in (self.passages[row].id, self.passages[row].section) for row in self.rows_of(path).tolist())

    def visible_rows(self, today: date) -> NDArray[np.bool_]:
        """(n,) True for passages that may be shown on that day: public, published, not expired, written for readers."""
        if today not in self._visible:
            shown = np.array([visible(document, today) for document in self.documents], dtype=bool)
            self._visible.clear()
            self._visible[today] = shown[self.document_of] & ~self._steering if len(self.documents) else np.zeros(0, dtype=bool)
        return self._visible[today]

    def centred(self, lang: str) -> NDArray[np.float32]:
        """Mean vector of a language's passages (dimension,), zeros for one that the library does not hold."""
        return self.language_means.get(lang, np.zeros(self.vectors.shape[1], dtype=np.float32))
