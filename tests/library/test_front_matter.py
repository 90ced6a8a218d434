"""Front matter: what people write is understood, what is wrong is reported with its line, and nothing crashes."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.library.front_matter import Given, Source, split
from engine.library.metadata import KEYS, checked, combined
from engine.taxonomy import shipped
from tests.library.conftest import Reader

TEXT = "\n# Titel\n\nEin Satz mit genug Wörtern, damit diese Seite als Dokument zählt und gelesen wird.\n"


def _page(front: str) -> str:
    return f"---\n{front}\n---\n{TEXT}"


def test_all_keys_of_the_contract_reach_the_document(read: Reader) -> None:
    front = """title: Kühlung: kurz erklärt
type: Datenblatt
language: Deutsch
url: https://www.example.com/k
summary: Was sie leistet
roles: [technical, finance]
phases: select, requirements
facets: [price]
industry: dairy, food
audience: public
published: 2026-01-31
valid_until: 31.12.2027
gated: ja
variant_of: k
frame: savings
pinned: true
weight: 1.5
id: k-de""".replace("Kühlung: kurz", "'Kühlung: kurz").replace("erklärt", "erklärt'")
    library = read({"a.md": _page(front)})
    document = library.documents[0]
    assert library.findings == ()
    assert (document.title, document.type, document.lang) == ("Kühlung: kurz erklärt", "data_sheet", "de")
    assert (document.roles, document.phases) == (("technical", "finance"), ("select", "requirements"))
    assert (document.industry, document.published) == (("dairy", "food"), date(2026, 1, 31))
    assert (document.valid_until, document.gated, document.pinned) == (date(2027, 12, 31), True, True)
    assert (document.weight, document.id, document.variant_of) == (1.5, "k-de", "k")


def test_wrong_values_are_errors_with_file_and_line_and_otherwise_ignored(read: Reader) -> None:
    library = read(
        {"a.md": _page("title: T\nweight: schwer\nroles: [finance, kaiser]\nurl: 'javascript:alert(1)'")}
    )
    lines = {f.code: f.line for f in library.findings if f.level == "error"}
    assert lines == {"wrong-weight": 3, "wrong-roles": 4, "wrong-url": 5}
    assert library.documents[0].roles == ("finance",)
    assert library.documents[0].url == ""
    assert library.documents[0].weight == 1.0


def test_labels_may_be_called_by_their_names(read: Reader) -> None:
    library = read({"a.md": _page("title: T\nroles: [Einkauf, IT, procurement]\nfacets: [Price]")})
    document = library.documents[0]
    assert document.roles == ("procurement", "it")
    assert document.facets == ("price",)


@pytest.mark.parametrize(("line", "fix"), [
    ("roles: [Einkauff]", "Did you mean procurement?"), ("roles: [finanze]", "Did you mean finance?"),
    ("Zielgruppe: Geschäftsführung", "Did you mean roles for Zielgruppe?"), ("Sprache: deutsch", "Did you mean language for Sprache?"),
    ("rollen: [it]", "Did you mean roles for rollen?"), ("date: 2026-01-02", "Did you mean published or valid_until for date?"),
    ("audience: decision maker", "roles says"),
])
def test_what_was_probably_meant_is_said(read: Reader, line: str, fix: str) -> None:
    library = read({"a.md": _page(f"title: T\n{line}")})
    assert len(library.findings) == 1
    assert fix in library.findings[0].fix


def test_a_wrong_type_is_an_error_with_its_line_and_costs_only_itself(read: Reader) -> None:
    library = read({"a.md": _page("title: T\ntype: Gedicht"), "b.md": _page("type: White paper"), "c.md": TEXT})
    assert [(f.level, f.path, f.line, f.code) for f in library.findings] == [("error", "a.md", 3, "wrong-type")]
    assert "Use a type such as" in library.findings[0].fix
    assert {d.path: d.type for d in library.documents} == {"a.md": "", "b.md": "white_paper", "c.md": ""}
    assert library.documents[0].title == "T"


def test_a_wrong_type_in_a_folders_defaults_is_reported_once_and_a_file_may_mend_it(read: Reader) -> None:
    library = read({"_defaults.yml": "language: de\ntype: Gedicht", "a.md": TEXT, "b.md": TEXT, "c.md": _page("type: Datenblatt")})
    assert [(f.path, f.line, f.code) for f in library.findings] == [("_defaults.yml", 2, "wrong-type")]
    assert [d.type for d in library.documents] == ["", "", "data_sheet"]


@pytest.mark.parametrize(
    "front",
    [
        "audience: intrnal",
        "valid_until: irgendwann",
        "audience: [internal",
        "audiance: internal",
        "published: bald",
        "draft: vielleicht",
        "title: a: b\naudience: internal",
    ],
)
def test_what_may_restrict_the_readers_but_cannot_be_understood_is_withheld(read: Reader, front: str) -> None:
    library = read({"a.md": _page(front), "b.md": TEXT})
    assert [d.path for d in library.documents] == ["b.md"]
    assert any(f.level == "error" and f.path == "a.md" for f in library.findings)


@pytest.mark.parametrize("front", [
    "Zielgruppe: intern", "status: Draft", "visibility: private", "access: vertraulich", "confidential: true", "Intern: ja", "visibility: [internal]"])
def test_a_restriction_in_other_words_than_ours_withholds_too(read: Reader, front: str) -> None:
    library = read({"a.md": _page(front), "b.md": _page("status: final\ntags: [internal, draft]\nauthor: Intern, Paul\nprivate: false")})
    assert [d.path for d in library.documents] == ["b.md"]
    assert ("a.md", 2, "unknown-restriction") in [(f.path, f.line, f.code) for f in library.findings]
    assert not [f for f in library.findings if f.path == "a.md" and f.code == "unknown-key"], "it was not ignored"


def test_a_day_that_the_calendar_has_not_is_named_with_its_key_and_line(read: Reader) -> None:
    library = read({"a.md": _page("type: article\nvalid_until: 2026-11-31"), "b.md": _page("title: 2026-02-30\nweight: " + "9" * 400)})
    assert [d.path for d in library.documents] == ["b.md"]
    assert [(f.path, f.line, f.code) for f in library.findings] == [("a.md", 3, "wrong-valid_until"), ("b.md", 3, "wrong-weight")]
    assert library.documents[0].title == "2026-02-30"


def test_broken_yaml_without_restrictions_costs_only_its_values(read: Reader) -> None:
    library = read({"a.md": _page("title: a: b: c\ntags: [x")})
    assert len(library.documents) == 1
    assert [f.code for f in library.findings] == ["broken-metadata"]
    assert library.findings[0].line == 2


HTML = "<!doctype html>\n<html><body><h1>Größe</h1><p>Diese Seite wird über 30 Zeilen lang erklärt.</p></body></html>\n"


@pytest.mark.parametrize("name", ["a.html", "a.htm"])
def test_html_takes_front_matter_too(read: Reader, name: str) -> None:
    library = read({name: f"---\ntitle: Aus dem Kopf\naudience: internal\n---\n{HTML}"})
    document, = library.documents
    assert (document.title, document.audience) == ("Aus dem Kopf", "internal")
    assert [p.text for p in document.passages] == ["Diese Seite wird über 30 Zeilen lang erklärt."]
    assert library.findings == ()


def test_a_draft_in_html_is_not_published(read: Reader) -> None:
    assert read({"a.html": f"---\ndraft: true\n---\n{HTML}"}).documents[0].published is False


def test_wrong_values_in_the_head_of_html_are_named_with_their_line(read: Reader) -> None:
    library = read({"a.html": f"\n---\ntitle: T\nweight: schwer\n---\n{HTML}"})
    assert [(f.level, f.path, f.line, f.code) for f in library.findings] == [("error", "a.html", 4, "wrong-weight")]


@pytest.mark.parametrize("front", ["audience: [internal", "audience internal", "title: a: b\naudience: internal"])
def test_html_whose_head_cannot_be_read_and_may_restrict_is_withheld(read: Reader, front: str) -> None:
    library = read({"a.html": f"---\n{front}\n---\n{HTML}", "b.html": HTML})
    assert [d.path for d in library.documents] == ["b.html"]
    assert [(f.level, f.path, f.code) for f in library.findings] == [("error", "a.html", "broken-metadata")]


def test_a_broken_head_of_html_without_restrictions_costs_only_its_values(read: Reader) -> None:
    library = read({"a.html": f"---\ntitle: a: b: c\n---\n{HTML}"})
    assert [(f.path, f.line, f.code) for f in library.findings] == [("a.html", 2, "broken-metadata")]
    assert library.documents[0].title == "Größe"


@pytest.mark.parametrize("encoding", ["utf-8", "cp1252", "utf-16"])
@pytest.mark.parametrize("head", ["", "---\ntitle: Größe\n---\n"])
def test_html_with_and_without_a_head_reads_the_same_in_every_encoding(read: Reader, encoding: str, head: str) -> None:
    page = HTML.replace("<body>", f"<head><meta charset={encoding}></head><body>")
    document, = read({"a.html": f"{head}{page}".encode(encoding)}).documents
    assert (document.title, document.audience) == ("Größe", "public")
    assert [p.text for p in document.passages] == ["Diese Seite wird über 30 Zeilen lang erklärt."]


def test_html_that_was_taken_in_before_its_head_was_read_is_read_anew(read: Reader, monkeypatch: pytest.MonkeyPatch) -> None:
    page = f"---\naudience: internal\n---\n{HTML}"
    with monkeypatch.context() as before:
        before.setattr("engine.library.documents.READER_VERSION", 1)
        before.setattr("engine.library.read._front_matter", lambda kind, data, path: (Source(), data, 1))
        old = read({"a.html": page}).documents[0]
    assert old.audience == "public"
    assert read({"a.html": page}, known={"a.html": old}).documents[0].audience == "internal"


def test_many_foreign_keys_make_one_warning(read: Reader) -> None:
    library = read({"a.md": _page("layout: page\ntags: [a]\nweigth: 3\nauthor: x")})
    assert [(f.level, f.code) for f in library.findings] == [("warning", "unknown-key")]
    assert "weight for weigth" in library.findings[0].fix


def test_draft_is_not_published_even_with_a_date(read: Reader) -> None:
    assert read({"a.md": _page("draft: true\npublished: 2020-01-01")}).documents[0].published is False


def test_defaults_are_inherited_from_site_and_folder_and_the_file_wins(read: Reader) -> None:
    library = read(
        {
            "_defaults.yml": "language: de\nindustry: food\nurl: https://www.example.com/",
            "intern/_defaults.yml": "audience: internal\nindustry: dairy",
            "intern/a.md": TEXT,
            "intern/b.md": _page("audience: public\nurl: https://x.example.com/b"),
            "c d.md": TEXT,
        }
    )
    found = {d.path: d for d in library.documents}
    assert (found["intern/a.md"].audience, found["intern/a.md"].industry) == ("internal", ("dairy",))
    assert (found["intern/b.md"].audience, found["intern/b.md"].url) == ("public", "https://x.example.com/b")
    assert (found["c d.md"].industry, found["c d.md"].url) == (("food",), "https://www.example.com/c%20d")


def test_broken_defaults_that_may_restrict_withhold_everything_below(read: Reader) -> None:
    library = read({"x/_defaults.yml": "audience: internal\n bad: [", "x/a.md": TEXT, "b.md": TEXT})
    assert [d.path for d in library.documents] == ["b.md"]


@pytest.mark.parametrize("name", ["x/_defaults.yml", "x/a.meta.yml"])
def test_metadata_behind_a_link_may_restrict_and_so_withholds_what_it_speaks_about(
    read: Reader, tmp_path: Path, name: str
) -> None:
    (tmp_path / "x").mkdir()
    (tmp_path / name).symlink_to(tmp_path / "intern.yml")
    library = read({"intern.yml": "audience: internal", "x/a.md": TEXT, "b.md": TEXT})
    assert [d.path for d in library.documents] == ["b.md"]
    assert (name, "broken-metadata") in {(f.path, f.code) for f in library.findings if f.level == "error"}


def test_a_hidden_neighbour_of_a_sidecar_is_no_metadata(read: Reader) -> None:
    library = read({"a.txt": TEXT, "a.meta.yml": "title: T", "._a.meta.yml": "\0\0"})
    assert [d.title for d in library.documents] == ["T"]
    assert {f.code for f in library.findings} == {"hidden"}


def test_yaml_under_a_name_that_means_nothing_is_reported(read: Reader) -> None:
    library = read({"intern/_default.yml": "audience: internal", "intern/a.md": TEXT, "a.META.YAML": "title: x"})
    assert [(f.path, f.code) for f in library.findings] == [
        ("a.META.YAML", "stray-metadata"),
        ("intern/_default.yml", "stray-metadata"),
    ]


def test_escapes_of_yaml_put_nothing_invisible_into_a_value(read: Reader) -> None:
    front = 'title: "Re\\e[31mgel\\0ung \\u202Efdp \\x9d"\nid: "a\\u200Bb"\nindustry: ["f\\eood"]'
    document = read({"a.md": _page(front)}).documents[0]
    assert (document.title, document.id, document.industry) == ("Re[31mgelung fdp", "ab", ("food",))


def test_a_sidecar_speaks_for_its_file_and_a_lone_one_is_reported(read: Reader) -> None:
    library = read({"a.txt": TEXT, "a.meta.yml": "title: Aus dem Beiblatt", "weg.meta.yml": "title: x"})
    assert library.documents[0].title == "Aus dem Beiblatt"
    assert [(f.path, f.code) for f in library.findings] == [("weg.meta.yml", "lone-sidecar")]


@pytest.mark.parametrize("text", ["---\n\nEin Text.\n", "---\nEin Text.\n---\nUnd mehr.", "---\n"])
def test_a_horizontal_rule_at_the_top_is_no_front_matter(text: str) -> None:
    source, body, line = split(text, "a.md")
    assert (source.values, source.error, body, line) == ({}, None, text, 1)


def test_a_key_without_its_colon_is_not_taken_for_text(read: Reader) -> None:
    assert read({"a.md": _page("audience internal")}).documents == ()


def test_anchors_that_could_blow_up_are_refused(read: Reader) -> None:
    bomb = "a: &a [x, x]\n" + "\n".join(
        f"{n}: &{n} [{', '.join(['*' + p] * 9)}]" for p, n in zip("abcdefgh", "bcdefghi", strict=True)
    )
    library = read({"a.md": _page(bomb)})
    assert [f.code for f in library.findings] == ["broken-metadata"]


_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text() | st.dates(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
)


@settings(max_examples=150)
@given(st.dictionaries(st.sampled_from(KEYS) | st.text(max_size=12), _values, max_size=8))
def test_any_value_is_taken_reported_or_withheld_but_never_raises(values: dict[str, object]) -> None:
    given_values = {key: Given(value, "a.md", 2) for key, value in values.items()}
    found = checked(combined([given_values]), shipped())
    assert found.values.get("audience", "public") in ("public", "internal")
    assert isinstance(found.values.get("valid_until"), date | None)
    assert all(f.fix and f.what for f in found.findings)


@settings(max_examples=150)
@given(st.text(max_size=300))
def test_any_head_is_split_without_raising_and_the_body_keeps_its_lines(text: str) -> None:
    whole = f"---\n{text}\n---\nDer Rest."
    _, body, line = split(whole, "a.md")
    assert whole.count("\n") == body.count("\n") + line - 1
    assert body.endswith("Der Rest.")
