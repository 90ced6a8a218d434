"""Labels every passage and types every document when a release is built."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from engine.library.models import Document
from engine.taxonomy import Taxonomy
from engine.understanding.corrections import Correction, apply_corrections, corrected_types
from engine.understanding.given import with_given
from engine.understanding.heads import Heads
from engine.understanding.labels import Labels, TypeLabel
from engine.understanding.named_types import with_names


@dataclass(frozen=True)
class HeadAnnotator:
    """Implements the builder's `Annotator` with heads; what a person gave wins."""

    heads: Heads
    taxonomy: Taxonomy
    corrections: tuple[Correction, ...] = ()

    def annotate(
        self, documents: Sequence[Document], vectors: NDArray[np.float32]
    ) -> tuple[Labels, Sequence[TypeLabel]]:
        """Labels of all passages row by row, and the type of every document."""
        roles, phases, facets = self.heads.passages(vectors)
        labels = with_given(documents, self.taxonomy, roles, phases, facets)
        labels = apply_corrections(self.corrections, documents, self.taxonomy, labels, vectors)
        lengths = [len(document.passages) for document in documents]
        starts = np.concatenate([[0], np.cumsum(lengths)[:-1]]).astype(int)
        means = np.array([vectors[s : s + n].mean(axis=0) for s, n in zip(starts, lengths, strict=True)])
        probable = with_names(self.taxonomy, documents, self.heads.types(means.astype(np.float32)))
        kinds = list(self.taxonomy.types)
        types = [
            TypeLabel(document.type, 1.0, True) if document.type
            else TypeLabel(kinds[int(row.argmax())], float(row.max()), False)
            for document, row in zip(documents, probable, strict=True)
        ]
        return labels, corrected_types(self.corrections, documents, types)
