"""A person's correction is certain where it was given, moves what is similar, and leaves what people said alone."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from engine.errors import InvalidInput
from engine.library.models import Document
from engine.understanding.corrections import (
    Correction,
    add_correction,
    apply_corrections,
    corrected_types,
    read_corrections,
)
from engine.understanding.labels import Labels, TypeLabel
from tests.understanding.test_given import GROUPS, TAXONOMY, document

ROLES, IT = GROUPS["roles"], GROUPS["roles"].index("it")
# documents a (rows 0, 1), b (2, 3), and ten more that lie elsewhere; row 2 is nearly row 0, row 3 and the rest are not
LIBRARY: list[Document] = [document("a.md", 2), document("b.md", 2), *[document(f"{i}.md", 1) for i in range(10)]]
ROWS = 14


@pytest.fixture
def vectors() -> np.ndarray:
    made = np.eye(ROWS, dtype=np.float32)
    made[2] = 0.95 * made[0] + 0.3 * made[2]
    return made / np.linalg.norm(made, axis=1, keepdims=True)


def labels(given: tuple[int, ...] = ()) -> Labels:
    tables = [np.full((ROWS, len(order)), 0.3, dtype=np.float32) for order in GROUPS.values()]
    known = np.zeros((ROWS, 3), dtype=bool)
    for row in given:
        known[row, 0], tables[0][row] = True, 0.0
    return Labels(tables[0], tables[1], tables[2], known)


def test_a_correction_is_certain_where_it_was_given(vectors: np.ndarray) -> None:
    made = apply_corrections([Correction("a.md#0", roles=("it",))], LIBRARY, TAXONOMY, labels(), vectors)
    assert made.roles[0].tolist() == [float(role == "it") for role in ROLES]
    assert made.given[0].tolist() == [True, False, False]
    assert not made.given[1:].any()


def test_it_teaches_what_is_similar_and_nothing_else(vectors: np.ndarray) -> None:
    made = apply_corrections([Correction("a.md#0", roles=("it",))], LIBRARY, TAXONOMY, labels(), vectors)
    near, others = made.roles[2], [role for role in range(len(ROLES)) if role != IT]
    assert near[IT] > 0.6
    assert (near[others] < 0.2).all()
    assert made.roles[[1, 3, *range(4, ROWS)]] == pytest.approx(0.3, abs=1e-6)
    assert made.phases == pytest.approx(labels().phases)


def test_it_never_moves_what_a_person_said_about_a_similar_passage(vectors: np.ndarray) -> None:
    made = apply_corrections([Correction("a.md#0", roles=("it",))], LIBRARY, TAXONOMY, labels(given=(2,)), vectors)
    assert (made.roles[2] == 0).all()


def test_it_wins_over_front_matter(vectors: np.ndarray) -> None:
    made = apply_corrections([Correction("b.md", roles=("it",))], LIBRARY, TAXONOMY, labels(given=(2, 3)), vectors)
    assert made.roles[2:4, IT].tolist() == [1, 1]


def test_a_document_s_correction_holds_for_all_its_passages_and_each_group_alone(vectors: np.ndarray) -> None:
    said = [Correction("a.md", phases=("assure", "use")), Correction("b.md#1", facets=("price",))]
    made = apply_corrections(said, LIBRARY, TAXONOMY, labels(), vectors)
    assert made.given.tolist()[:4] == [[False, True, False], [False, True, False], [False, False, False], [False, False, True]]
    assert {p for p, value in zip(GROUPS["phases"], made.phases[1], strict=True) if value == 1} == {"assure", "use"}
    assert {f for f, value in zip(GROUPS["facets"], made.facets[3], strict=True) if value == 1} == {"price"}


def test_a_correction_of_what_is_no_longer_there_changes_nothing(vectors: np.ndarray) -> None:
    before = labels()
    made = apply_corrections([Correction("gone.md#0", roles=("it",))], LIBRARY, TAXONOMY, before, vectors)
    assert np.array_equal(made.roles, before.roles)
    assert not made.given.any()


@pytest.mark.parametrize("at", ["a.md", "a.md#1"])
def test_a_type_said_of_a_document_or_of_one_of_its_passages_is_the_document_s(at: str) -> None:
    types = [TypeLabel("checklist", 0.4, False) for _ in LIBRARY]
    made = corrected_types([Correction(at, type="price_information")], LIBRARY, types)
    assert made[0] == TypeLabel("price_information", 1.0, True)
    assert made[1:] == types[1:]


def test_corrections_are_kept_one_a_place_the_last_word_counting(tmp_path: Path) -> None:
    file = tmp_path / "var" / "labels.yml"
    assert read_corrections(file) == ()
    first, other = Correction("a.md#Über uns", roles=("it", "finance")), Correction("b.md", type="case_study")
    last = Correction("a.md#Über uns", phases=("use",))
    for one in (first, other, last):
        add_correction(file, one, TAXONOMY)
    assert read_corrections(file) == (other, last)
    assert [path.name for path in file.parent.iterdir()] == ["labels.yml"]


@pytest.mark.parametrize(("said", "reason"), [
    (Correction("a.md", roles=("it", "chef")), "no role 'chef'"), (Correction("a.md", phases=("later",)), "no phase 'later'"),
    (Correction("a.md", facets=("x",)), "no facet 'x'"), (Correction("a.md", type="poem"), "no type 'poem'"),
    (Correction("a.md"), "says nothing"),
])
def test_what_the_taxonomy_does_not_know_is_refused_and_nothing_is_written(tmp_path: Path, said: Correction, reason: str) -> None:
    with pytest.raises(InvalidInput, match=reason):
        add_correction(tmp_path / "labels.yml", said, TAXONOMY)
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize("text", ["just words", "- roles: [it]", "{a: 1", "- 7"])
def test_a_file_that_holds_no_corrections_is_refused_with_its_name(tmp_path: Path, text: str) -> None:
    (tmp_path / "labels.yml").write_text(text)
    with pytest.raises(InvalidInput, match="cannot be read") as told:
        read_corrections(tmp_path / "labels.yml")
    assert "labels.yml" in str(told.value.where)
