from __future__ import annotations

import pytest

from engine.taxonomy import Taxonomy, load_taxonomy
from engine.visitors.titles.classifier import shipped_titles
from engine.visitors.titles.gender import one_gender
from engine.visitors.titles.roles_of import roles_of
from engine.visitors.titles.spelling import words


def _roles(title: str, taxonomy: Taxonomy) -> tuple[str, ...]:
    return roles_of(title, taxonomy, None).named


@pytest.mark.parametrize(("title", "role"), [
    ("Leiterin Strategischer Einkauf", "procurement"), ("Werkscontrollerin", "finance"), ("Sifa", "assurance"),
    ("Betriebsratsvorsitzende", "assurance"), ("Head of Procurement", "procurement"), ("Group CEO", "management"),
    ("Verbandsvorsteher", "management"), ("Maschinen- und Anlagenführer", "user"), ("OT Security Officer", "it"),
    ("Fertigungsleitung", "operations"), ("Instandhaltungsleiter", "technical"), ("Shift supervisor", "operations"),
    ("Lohnbuchhalterin", "user"), ("General Counsel", "assurance"), ("PLC programmer", "technical"),
])
def test_titles_give_their_role(taxonomy: Taxonomy, title: str, role: str) -> None:
    assert role in _roles(title, taxonomy)


@pytest.mark.parametrize("title", ["Studentin Maschinenbau", "Praktikant Einkauf", "Werkstudent IT", "", "???", "Redakteurin"])
def test_titles_without_a_buying_role_say_nothing(taxonomy: Taxonomy, title: str) -> None:
    found = roles_of(title, taxonomy, None)
    assert not found.named or found.certainty < 0.5


@pytest.mark.parametrize("forms", [
    ("Einkäufer", "Einkäuferin", "Einkäufer:in", "Einkäufer*in", "Einkäufer/in", "Einkäufer/-in", "EinkäuferIn",
     "Einkaeufer", "EINKÄUFER", "Einkäufer (m/w/d)", "Einkäufer_in"),
    ("Produktionsleiter", "Produktionsleiterin", "Produktionsleiter:in", "Produktionsleiter (w/m/d)"),
    ("Geschäftsführer", "Geschäftsführerin", "Geschaeftsfuehrer", "Geschäftsführer*innen"),
    ("Industriekaufmann", "Industriekauffrau"), ("Technischer Leiter", "Technische Leiterin"), ("Vorstand", "Vorständin", "Vorstaendin"),
    ("Betriebsrat", "Betriebsrätin"), ("Datenschutzbeauftragter", "Datenschutzbeauftragte", "Datenschutzbeauftragte:r"),
    ("Chef", "Chefin"), ("Technologe", "Technologin"), ("Chairman", "Chairwoman"), ("Kaufmännischer Leiter", "Kaufmännische Leiterin"),
])
def test_gender_forms_and_umlauts_change_nothing(forms: tuple[str, ...]) -> None:
    assert len({tuple(words(form)) for form in forms}) == 1


@pytest.mark.parametrize("title", ["Technische Leitung", "Head of Berlin office", "Admin", "Plugin developer", "Captain", "Frau", "Medizin"])
def test_what_only_ends_like_a_woman_s_title_stays(title: str) -> None:
    assert one_gender(title) == title


@pytest.mark.parametrize("beside", [", Wien", " (DACH)", " – Milchwerk", ", Hamburg", " | 2026"])
def test_a_part_that_says_nothing_of_a_function_changes_nothing(taxonomy: Taxonomy, beside: str) -> None:
    for title in ("Leiter Einkauf", "Head of IT", "Maschinenführerin"):
        assert roles_of(title + beside, taxonomy, None) == roles_of(title, taxonomy, None)
    assert roles_of("Leiter Einkauf, Technik", taxonomy, None) != roles_of("Leiter Einkauf", taxonomy, None)


def test_predictions_are_probabilities_and_know_none() -> None:
    classifier = shipped_titles()
    assert classifier is not None
    told = classifier.predict("Leiter Einkauf")
    assert all(0 <= p <= 1 for p in told.values())
    assert told["none"] < 0.5 < classifier.predict("zzzz qqqq")["none"]


def test_very_long_and_hostile_titles_are_read_quickly_or_not_at_all(taxonomy: Taxonomy) -> None:
    for title in ("x" * 100_000, "\x00" * 50, "🦊" * 300, "a/" * 5000, "Ⅻ ﬁ ſ"):
        roles_of(title, taxonomy, None)


def test_an_operators_own_roles_are_found_by_their_words(tmp_path) -> None:  # type: ignore[no-untyped-def]
    own = tmp_path / "taxonomy.yaml"
    own.write_text("roles:\n  developer: {label: {en: Developer}, titles: {en: [programmer]}}\n"
                   "  admin: {label: {en: Administrator, de: Administrator}}\n  analyst: {label: Analyst}\n")
    taxonomy = load_taxonomy(str(own))
    assert _roles("Senior software developer", taxonomy) == ("developer",)
    assert _roles("Java programmer", taxonomy) == ("developer",)
    assert _roles("Systemadministratorin", taxonomy) == ("admin",)
    assert _roles("Gardener", taxonomy) == ()
    near = roles_of("Gardener", taxonomy, {"developer": 0.05, "admin": 0.05, "analyst": 0.9})
    assert near.named == ("analyst",)
    assert near.certainty < 0.9
