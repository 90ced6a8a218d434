"""The shipped taxonomy is complete and an operator's own replaces it group by group."""

from pathlib import Path

import pytest

from engine.errors import SettingError
from engine.taxonomy import load_taxonomy, shipped


def test_shipped_labels_have_names_and_descriptions_in_both_languages() -> None:
    taxonomy = shipped()
    for group in (taxonomy.roles, taxonomy.phases, taxonomy.facets):
        for label in group.values():
            assert set(label.label) >= {"de", "en"}, label.id
            assert set(label.description) >= {"de", "en"}, label.id
    assert set(taxonomy.types) == set(taxonomy.type_phase)


def test_priors_are_distributions() -> None:
    taxonomy = shipped()
    assert sum(taxonomy.role_prior.values()) == pytest.approx(1.0, abs=0.03)
    for rows in taxonomy.transitions.values():
        for row in rows:
            assert sum(row) == pytest.approx(1.0, abs=0.01)


@pytest.mark.parametrize(("text", "expected"), [
    ("White paper", "white_paper"), ("white-paper", "white_paper"), ("Datenblatt", "data_sheet"),
    ("case_study", "case_study"), ("Preisliste", "price_information"), ("nonsense", None),
])
def test_free_text_types_are_understood(text: str, expected: str | None) -> None:
    assert shipped().type_id(text) == expected


def test_three_roles_of_ones_own_take_a_few_lines(tmp_path: Path) -> None:
    own = tmp_path / "taxonomy.yaml"
    own.write_text(
        "roles:\n  user: {label: User}\n  admin: {label: {en: Admin}, questions: ['How do I add users?']}\n  dev:\n"
    )
    taxonomy = load_taxonomy(str(own))
    assert list(taxonomy.roles) == ["user", "admin", "dev"]
    assert taxonomy.roles["user"].name("de") == "User"
    assert sum(taxonomy.role_prior.values()) == pytest.approx(1.0)
    assert set(taxonomy.role_facet["price"]) == {"user", "admin", "dev"}
    assert taxonomy.phases == shipped().phases


@pytest.mark.parametrize("text", ["roles: [a, b]", "rolls: {}", "roles: {'Bad Id!': {}}", "{", "roles: {a: {wrong: 1}}"])
def test_a_broken_taxonomy_says_what_to_do(tmp_path: Path, text: str) -> None:
    own = tmp_path / "taxonomy.yaml"
    own.write_text(text)
    with pytest.raises(SettingError, match="taxonomy"):
        load_taxonomy(str(own))


def test_a_name_written_where_an_id_belongs_is_told_how_to_be_written(tmp_path: Path) -> None:
    own = tmp_path / "taxonomy.yaml"
    own.write_text("roles:\n  User:\n  System Admin:\n")
    with pytest.raises(SettingError, match=r"write user: \{label: User\}"):
        load_taxonomy(str(own))


def test_a_list_of_entries_with_ids_will_do_and_one_without_is_told_how_to_be_written(tmp_path: Path) -> None:
    path = tmp_path / "own.yaml"
    path.write_text("roles:\n- {id: user, label: {en: User}}\n- {id: admin, label: {en: Admin}}\n")
    assert [role.name("en") for role in load_taxonomy(str(path)).roles.values()] == ["User", "Admin"]
    path.write_text("roles: [user, admin]\n")
    with pytest.raises(SettingError, match=r"roles: \{first: \{label: First\}"):
        load_taxonomy(str(path))
