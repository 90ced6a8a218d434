"""Folders, files and titles say what kind a document is; the text decides where they do not."""

from __future__ import annotations

import numpy as np
import pytest

from engine.library.models import Document, Passage
from engine.taxonomy import Taxonomy, load_taxonomy
from engine.taxonomy.models import Label
from engine.understanding.named_types import with_names


def kind(path: str, title: str = "Ohne Namen", text: str = "product_page", taxonomy: Taxonomy | None = None) -> tuple[str, float]:
    """The kind found for a document of which the text alone says, with .6, that it is `text`."""
    taxonomy = taxonomy or load_taxonomy()
    order = list(taxonomy.types)
    probable = np.full((1, len(order)), 0.4 / (len(order) - 1))
    probable[0, order.index(text)] = 0.6
    document = Document(path=path, id="d", title=title, lang="de", url="", summary="", checksum="", passages=())
    (found,) = with_names(taxonomy, [document], probable)
    assert found.sum() == pytest.approx(1)
    return order[int(found.argmax())], float(found.max())


@pytest.mark.parametrize(("path", "title", "wanted"), [
    ("whitepaper/kosten.md", "Was eine Messe kostet", "white_paper"), ("de/case-studies/2026/x.md", "Hallqvist Valves", "case_study"),
    ("datenblätter/x.md", "KANTO", "data_sheet"), ("Datenblaetter/x.md", "KANTO", "data_sheet"), ("x/datenblatt_tw4.pdf", "TW-4", "data_sheet"),
    ("x.md", "Datenblatt KANTO Profil 62", "data_sheet"), ("support/aufbau.md", "Selbst aufbauen: Anleitung", "manual_support"),
    ("x/servicetechniker.md", "Servicetechniker (m/w/d) in Kempten", "job_ad"), ("unternehmen/karriere.md", "Offene Stellen bei uns", "job_ad"),
    ("training/stand.md", "Half-day training for stand staff", "training_offer"), ("preise/preise-2026.md", "Richtpreise", "price_information"),
])
def test_a_document_is_of_the_kind_that_it_is_called(path: str, title: str, wanted: str) -> None:
    assert kind(path, title)[0] == wanted


@pytest.mark.parametrize(("path", "title"), [("x/y.md", "Wie wir Stände bauen"), ("", ""), ("2026/07.md", "---"), ("a*/b.md", "*")])
def test_names_that_say_nothing_change_nothing(path: str, title: str) -> None:
    found, probability = kind(path, title)
    assert found == "product_page"
    assert probability == pytest.approx(0.6, abs=0.15)


@pytest.mark.parametrize(("headings", "wanted"), [
    (["Deine Aufgaben", "Was du mitbringst", "So bewirbst du dich"], "job_ad"), (["What we offer", "How to apply"], "job_ad"),
    (["Was wir bieten", "Technische Daten"], "product_page"), (["Aufgabe", "Ergebnis", "Kosten"], "product_page"), ([], "product_page"),
])
def test_a_job_ad_is_told_by_two_of_its_headings(headings: list[str], wanted: str) -> None:
    passages = tuple(Passage(f"p{i}", f"x.md#{h}", h, (h,), "Text.", ("Text.",), "de", i) for i, h in enumerate(headings))
    order = list(load_taxonomy().types)
    probable = np.full((1, len(order)), 0.5 / (len(order) - 1))
    probable[0, order.index("product_page")] = 0.5
    document = Document("team/x.md", "d", "Mechatronik in Kempten", "de", "", "", "", passages)
    (found,) = with_names(load_taxonomy(), [document], probable)
    assert order[int(found.argmax())] == wanted


def test_each_place_counts_and_a_sure_text_stands_against_one() -> None:
    once, twice, thrice = (kind(path, title)[1] for path, title in (
        ("x/whitepaper.md", "Kosten"), ("x/whitepaper.md", "White Paper: Kosten"), ("whitepaper/whitepaper.md", "White Paper: Kosten")))
    assert once < twice < thrice
    assert kind("blog/x.md", "Drei Fragen")[0] == "blog_article"


def test_a_longer_name_is_not_the_shorter_within_it() -> None:
    taxonomy = load_taxonomy()
    order = list(taxonomy.types)
    even = np.full((1, len(order)), 1 / len(order))
    document = Document(path="x/y.md", id="d", title="Case studies", lang="en", url="", summary="", checksum="", passages=())
    (found,) = with_names(taxonomy, [document], even)
    assert found[order.index("case_study")] > 10 * found[order.index("research_study")]


def test_an_operators_own_kinds_are_heard_by_their_names() -> None:
    types = {"task": Label(id="task", label="Task"), "field_note": Label(id="field_note", label="Field note", aliases=["notiz"])}
    own = load_taxonomy().model_copy(update={"types": types})
    assert kind("notizen/x.md", text="task", taxonomy=own)[0] == "field_note"
    assert kind("x/field-notes.md", text="task", taxonomy=own)[0] == "field_note"
