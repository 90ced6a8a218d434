"""Reading a folder: order, progress, languages, and taking over what has not changed."""

from __future__ import annotations

from pathlib import Path

import pytest

from engine.errors import LibraryError
from engine.library import sandbox
from engine.library.read import read_library
from engine.taxonomy import shipped
from tests.library.conftest import Reader
from tests.library.samples import GOOD, simple_pdf

ENGLISH = (
    "# Cooling\n\nThis is a page about the cooling of machines and it is written in the English language, "
    "as you can see.\n"
)
FRENCH = (
    "# Refroidissement\n\nCette page explique comment le refroidissement des machines fonctionne dans les usines et "
    "pourquoi il est important de choisir une installation adaptée aux besoins de la production, car chaque "
    "heure d'arrêt coûte très cher aux entreprises et aux clients qui attendent leurs livraisons.\n"
)


def test_documents_come_in_order_with_progress(read: Reader) -> None:
    seen: list[tuple[int, int, str]] = []
    library = read(
        {"b.md": GOOD, "a/c.md": GOOD, "x.png": b"\x89PNG"}, progress=lambda *step: seen.append(step)
    )
    assert [d.path for d in library.documents] == ["a/c.md", "b.md"]
    assert seen == [(1, 2, "a/c.md"), (2, 2, "b.md")]


def test_unchanged_files_are_taken_over_without_a_reader(
    read: Reader, monkeypatch: pytest.MonkeyPatch
) -> None:
    files: dict[str, str | bytes] = {"a.md": GOOD, "b.pdf": simple_pdf(), "c.md": ENGLISH}
    first = read(files)
    parsed: list[str] = []
    real = sandbox.Sandbox.parse

    def counting(self: sandbox.Sandbox, kind: str, data: bytes, *, where: str, first_line: int = 1) -> object:
        parsed.append(where)
        return real(self, kind, data, where=where, first_line=first_line)

    monkeypatch.setattr(sandbox.Sandbox, "parse", counting)
    known = {d.path: d for d in first.documents}
    again = read({**files, "c.md": ENGLISH + "\nMore.\n"}, known=known)
    assert parsed == ["c.md"]
    assert again.documents[:2] == first.documents[:2]
    assert again.documents[2] != first.documents[2]
    assert read({"_defaults.yml": "industry: food"}, known=known).documents[0].industry == ("food",)


def test_languages_are_told_by_front_matter_then_path_then_text(read: Reader) -> None:
    library = read(
        {
            "a.md": GOOD,
            "b.md": ENGLISH,
            "c.md": FRENCH,
            "en/d.md": GOOD,
            "e.md": "---\nlanguage: en\n---\n# Kurz\n\nNur 3 kW.",
            "f.de.md": "# X\n\nNur 3 kW.",
        }
    )
    assert {d.path: d.lang for d in library.documents} == {
        "a.md": "de",
        "b.md": "en",
        "c.md": "other",
        "en/d.md": "en",
        "e.md": "en",
        "f.de.md": "de",
    }


def test_a_long_passage_in_the_other_language_says_so(read: Reader) -> None:
    german = (
        "Diese Seite ist auf Deutsch geschrieben und erklärt, wie die Kühlung in der Halle geregelt wird, und warum. "
        * 3
    )
    document = read({"a.md": f"# Seite\n\n{german}\n\n## Summary\n\n{ENGLISH[11:] * 2}"}).documents[0]
    assert (document.lang, [p.lang for p in document.passages]) == ("de", ["de", "en"])


def test_every_passage_has_an_address_below_its_document(read: Reader) -> None:
    for document in read({"a.md": GOOD, "b.md": ENGLISH, "c.pdf": simple_pdf()}).documents:
        assert all(
            p.id.startswith(f"{document.path}#") and p.section.startswith(f"{document.path}#")
            for p in document.passages
        )


def test_a_missing_folder_says_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(LibraryError, match="existing folder"):
        read_library(tmp_path / "none", shipped())


def test_office_files_that_are_not_read_are_named(read: Reader) -> None:
    found = read({"a.md": GOOD, "b.pptx": b"PK\x03\x04", "preise.CSV": "Preis;1", "bild.png": b"\x89PNG"}).findings
    assert [(f.path, f.code) for f in found] == [("b.pptx", "unknown-type-of-file"), ("preise.CSV", "unknown-type-of-file")]
