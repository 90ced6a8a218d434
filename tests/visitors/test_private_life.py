from __future__ import annotations

import time
from dataclasses import fields

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.visitors.admitted import admitted_question, admitted_title
from engine.visitors.entry import searched_words
from engine.visitors.models import Clue, Clues
from engine.visitors.private_life import is_private, without_private_life
from tests.visitors.conftest import SPOKEN, See

FACTS = [
    "ich bin 41 Jahre alt", "41 Jahre alt", "als Vater von zwei Kindern", "meine Tochter", "bin verheiratet", "als Frau",
    "i am 52 years old", "as a mother of three", "my husband", "ich bin katholisch", "two kids", "als junge Mutter",
]


@given(st.sampled_from(list(SPOKEN)), st.sampled_from(FACTS), st.booleans(), st.sampled_from([", ", " ", ". "]))
@settings(max_examples=80, deadline=None)
def test_private_facts_in_a_question_change_nothing(see: See, asked: str, fact: str, before: bool, joint: str) -> None:
    more = f"{fact}{joint}{asked}" if before else f"{asked}{joint}{fact}"
    plain, told = see(query=asked), see(query=more)
    assert told.role == plain.role
    assert told.phase == plain.phase


@given(st.sampled_from(FACTS), st.sampled_from(["Leiter Einkauf", "Head of IT", "Maschinenführerin"]))
@settings(max_examples=30, deadline=None)
def test_private_facts_in_a_job_title_change_nothing(see: See, fact: str, title: str) -> None:
    assert see(job_title=f"{title}, {fact}").role.probabilities == see(job_title=title).role.probabilities


def test_a_question_about_private_life_moves_neither_role_nor_phase(see: See) -> None:
    for text in ("muss der Vermieter in meiner Wohnung die Dusche prüfen", "quiet machine for my bathroom at home"):
        assert is_private(text)
        view = see(query=text)
        assert view.role.probabilities == see().role.probabilities
        assert view.phase.probabilities == see().phase.probabilities


def test_a_company_or_an_industry_says_nothing_about_the_role(see: See) -> None:
    view = see(industry="dairy", query="welche bauart passt")
    assert view.role == see(query="welche bauart passt").role
    assert view.phase == see(query="welche bauart passt").phase


def test_the_clues_have_no_place_for_private_or_company_facts() -> None:
    places = {field.name for kind in (Clues, Clue) for field in fields(kind)}
    assert not places & {"age", "gender", "family", "religion", "health", "location", "ip", "company", "note", "crm_note"}


@pytest.mark.parametrize("text", [
    "Elternzeit und Mutterschutz in der Lohnabrechnung", "Familienunternehmen Referenzen", "maximales Alter der Dichtung",
    "Kinderkrankenschein buchen", "male connector M12", "parent company guarantee", "Anlage ist 12 Jahre in Betrieb",
    "single point of failure", "Muttergesellschaft bürgt", "100 years guarantee",
    "Server 9 Jahre alt weiterlaufen lassen", "retrofit of 25 year old stacker crane", "Presse ist 25 Jahre alt",
])
def test_business_words_that_look_private_stay(text: str) -> None:
    assert without_private_life(text) == text
    assert not is_private(text)


@pytest.mark.parametrize("asked", ["Was kostet die Wartung im Jahr?", "How long does commissioning take", "welche bauart passt"])
@pytest.mark.parametrize("fact", [*(f for f in FACTS if not f.startswith(("meine", "my", "two", "41")))])
@pytest.mark.parametrize("form", ["{fact}, {asked}", "{asked}, {fact}", "{asked} {fact}", "{asked} ({fact})", "{fact}: {asked}"])
def test_ranking_sees_the_question_without_what_is_told_of_oneself(asked: str, fact: str, form: str) -> None:
    assert admitted_question(form.format(asked=asked, fact=fact)).rstrip("? ") == asked.rstrip("? ")


@pytest.mark.parametrize("asked", [
    "Eine Mitarbeiterin ist schwanger, was muss ich melden?", "Wo trage ich meine Kinder ein?", "ich bin 41 Jahre alt",
    "Welche Steuerklasse gilt für verheiratet?", "Was kostet die Wartung im Jahr?", "muss mein Vermieter zahlen", "", "   ",
    "Stecker M12, männlich", "which connector, female or male?", "I'm 50 km away, do you come?", "bin 30 Tage im Verzug",
    "Pick from bin 40, is that possible?", "Which cartons fit bin 20?",
    "Wie verbuche ich, wenn ein Mitarbeiter zwei Kinder hat?", "Haben Sie zwei Kinder-Tarife?",
])
def test_what_the_question_is_about_is_never_cut(asked: str) -> None:
    assert admitted_question(asked) == asked


@pytest.mark.parametrize(("title", "left"), [
    ("Einkaufsleitung, zwei Kinder, verheiratet", "Einkaufsleitung"), ("Einkaufsleitung (ledig)", "Einkaufsleitung"),
    ("Einkaufsleitung, 58 Jahre alt, weiblich", "Einkaufsleitung"), ("Einkaufsleitung, Tessmar GmbH, Biberach", "Einkaufsleitung"),
    ("Tessmar GmbH & Co. KG, Einkaufsleitung", "Einkaufsleitung"), ("Head of IT at Foo & Bar Ltd., London", "Head of IT"),
    ("Geschäftsführer der Tessmar Holding AG", "Geschäftsführer"),
    *((f"Head of IT{told}", "Head of IT") for told in (
        ", 52", " (52)", ", born 1970", ", mother of two", " and proud dad", ", single mom", " (she/her)", ", married with kids",
        ", in Elternzeit", " und Vater von drei Töchtern", ", Familienvater", ", evangelisch", ", Rentner in spe")),
    *((f"{told}Head of IT", "Head of IT") for told in ("Herr ", "Frau ", "Ms ", "Mr. ", "stolzer Papa und ", "Vater / ", "Mann + ")),
])
def test_ranking_sees_the_function_of_a_title(title: str, left: str) -> None:
    assert admitted_title(title) == left


@pytest.mark.parametrize("title", [
    "Einkäufer (m/w/d)", "Leiter der AG Datenschutz", "Vorstand AG", "Geschäftsführer GmbH", "Maschinen- und Anlagenführer", "",
    "Leiter Einkauf / Produktion", "Kaufmännischer Leiter, Prokurist", "VP Sales & Marketing", "Consultant, Partner", "F & E Leiter",
    "Mutter-Kind-Zentrum, Leiter", "Frauenbeauftragte", "Head of Single Sign-On", "Leiter Team 52", "Teamleiter (Schicht 3)",
])
def test_titles_that_only_look_like_a_company_stay(title: str) -> None:
    assert admitted_title(title) == title


@pytest.mark.parametrize("told", [
    "Ich habe zwei Kinder.", "Ich bin verheiratet und habe drei Kinder.", "I'm a woman.", "I'm a single mom.", "I have two kids.",
    "I'm married with two kids.", "I'm 52.", "Bin 52.", "Wir haben gerade ein Baby bekommen.", "We just had a baby.",
])
def test_what_is_told_of_oneself_in_a_sentence_before_or_after_is_cut(told: str) -> None:
    for asked in ("Was kostet die Wartung im Jahr?", "How long does commissioning take?"):
        assert admitted_question(f"{told} {asked}") == asked
        assert admitted_question(f"{asked} {told}") == asked


@pytest.mark.parametrize("piece", ["und ", "   ", ", (", "Mutter, ", "Mutter von ", "A & B ", "a/", "x"])
def test_a_hostile_title_is_read_quickly(piece: str) -> None:
    began = time.perf_counter()
    admitted_title("a" + piece * 5000 + "b")
    admitted_title(piece * 5000)
    assert time.perf_counter() - began < 1


@pytest.mark.parametrize("piece", [" ", "- ", "und ", ", ", "(", "( ) ", "zwei ", "ich bin ", "bin 41 "])
def test_a_hostile_question_is_read_quickly(piece: str) -> None:
    began = time.perf_counter()
    admitted_question("als Vater " + (piece * 2000)[:1900] + " x")
    admitted_question((piece * 2000)[:1900] + " als Vater")
    assert time.perf_counter() - began < 2


@pytest.mark.parametrize("asked", ["Andere Formate möglich?", "Undichte Stelle am Ventil"])
def test_a_word_after_a_fact_stays_whole(asked: str) -> None:
    assert admitted_question(f"Ich bin 41. {asked}") == asked


@given(st.text(max_size=200))
def test_what_is_admitted_stays_admitted(text: str) -> None:
    assert admitted_question(admitted_question(text)) == admitted_question(text)
    assert len(admitted_title(text)) <= len(text)


@pytest.mark.parametrize("tag", ["einkauf-als-mutter", "utm_campaign=einkauf_meine_familie"])
def test_private_words_in_a_campaign_change_nothing(see: See, tag: str) -> None:
    assert see(campaign=tag).role.probabilities == see(campaign="einkauf").role.probabilities
    assert see(campaign=tag).role.probabilities != see().role.probabilities


def test_search_words_are_read_without_what_is_told_of_oneself() -> None:
    words = "https://www.google.de/search?q=ich+bin+41+Jahre+alt%2C+was+kostet+die+presse"
    assert searched_words(words) == "was kostet die presse"
