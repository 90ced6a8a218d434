"""Labels that front matter or a folder gave stand above what was inferred, for their document and their group only."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.library.models import Document, Passage
from engine.taxonomy import load_taxonomy
from engine.understanding.given import with_given

TAXONOMY = load_taxonomy()
GROUPS = {"roles": list(TAXONOMY.roles), "phases": list(TAXONOMY.phases), "facets": list(TAXONOMY.facets)}


def document(path: str, passages: int, **said: tuple[str, ...]) -> Document:
    made = tuple(Passage(f"{path}#{i}", f"{path}#{i}", str(i), (str(i),), "text", ("text",), "en", i) for i in range(passages))
    return Document(path, path, path, "en", "", "", "", made, **said)  # type: ignore[arg-type]


def inferred(rows: int) -> list[np.ndarray]:
    chance = np.random.default_rng(3)
    return [chance.uniform(0.1, 0.9, (rows, len(order))).astype(np.float32) for order in GROUPS.values()]


@pytest.mark.parametrize("group", GROUPS)
def test_what_a_person_gave_is_certain_and_everything_else_stays_inferred(group: str) -> None:
    named = (GROUPS[group][1], GROUPS[group][3])
    documents = [document("a.md", 2), document("b.md", 3, **{group: named}), document("c.md", 1)]
    before = inferred(6)
    labels = with_given(documents, TAXONOMY, *before)
    for column, (name, order) in enumerate(GROUPS.items()):
        table = getattr(labels, name)
        told = slice(2, 5) if name == group else slice(0, 0)
        assert all({label for label, p in zip(order, row, strict=True) if p == 1} == set(named) for row in table[told])
        assert set(np.unique(table[told])) <= {0.0, 1.0}
        rest = [row for row in range(6) if row not in range(6)[told]]
        assert np.array_equal(table[rest], before[column][rest])
        assert labels.given[:, column].tolist() == [row in range(6)[told] for row in range(6)]


@given(st.lists(st.tuples(st.integers(1, 4), st.sets(st.sampled_from(GROUPS["roles"]), max_size=3)), min_size=1, max_size=6))
def test_each_document_keeps_its_own_rows(library: list[tuple[int, set[str]]]) -> None:
    documents = [document(f"{i}.md", size, roles=tuple(sorted(roles))) for i, (size, roles) in enumerate(library)]
    before = inferred(sum(size for size, _ in library))
    kept = [table.copy() for table in before]
    labels = with_given(documents, TAXONOMY, *before)
    row = 0
    for size, roles in library:
        for here in range(row, row + size):
            expected = [float(role in roles) for role in GROUPS["roles"]] if roles else before[0][here].tolist()
            assert labels.roles[here].tolist() == expected
            assert bool(labels.given[here, 0]) is bool(roles)
        row += size
    assert all(np.array_equal(one, other) for one, other in zip(before, kept, strict=True)), "what was inferred is not overwritten"
