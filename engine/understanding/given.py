"""Labels that a person gave always win over inferred ones."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from engine.library.models import Document
from engine.taxonomy import Taxonomy
from engine.understanding.labels import Labels, Probabilities


def with_given(
    documents: Sequence[Document], taxonomy: Taxonomy,
    roles: Probabilities, phases: Probabilities, facets: Probabilities,
) -> Labels:
    """Overwrite inferred probabilities by 0 and 1 where the document's metadata names labels.

    Args:
        roles, phases, facets: inferred, (n, R), (n, P), (n, F), row by row over the passages of `documents`.
    """
    inferred = [roles.copy(), phases.copy(), facets.copy()]
    orders = [list(taxonomy.roles), list(taxonomy.phases), list(taxonomy.facets)]
    given = np.zeros((len(roles), 3), dtype=bool)
    row = 0
    for document in documents:
        rows = slice(row, row + len(document.passages))
        row = rows.stop
        for column, named in enumerate((document.roles, document.phases, document.facets)):
            if named:
                inferred[column][rows] = [float(label in named) for label in orders[column]]
                given[rows, column] = True
    return Labels(inferred[0], inferred[1], inferred[2], given)
