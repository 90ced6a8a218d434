from __future__ import annotations

from datetime import timedelta

import pytest

from engine.visitors.models import Clue
from tests.visitors.conftest import NOW, See


@pytest.mark.parametrize(("query", "kind"), [
    ("Bachelorarbeit Kavitation in Pumpen", "student"), ("pumpen funktionsweise referat", "student"),
    ("master thesis on tray sealing", "student"), ("Stellenangebot Servicetechniker", "applicant"),
    ("mechatroniker stelle gehalt dienstwagen", "applicant"), ("job openings service engineer", "applicant"),
    ("jobs bei euch im Vertrieb", "applicant"), ("bis wann kann man sich als Verfahrenstechniker bewerben", "applicant"),
    ("Wie bewerbe ich mich?", "applicant"), ("habt ihr noch stellen frei", "applicant"), ("Sucht ihr noch Leute?", "applicant"),
    ("do you have open positions", "applicant"), ("welche Jobs sind bei euch gerade offen?", "applicant"),
    ("salary of a service technician", "applicant"), ("Gehalt Servicetechniker", "applicant"),
    ("stelle als kranmonteur in meiner nähe", "applicant"), ("Arbeit als Schweißer bei euch", "applicant"),
    ("Praktikum im Sommer möglich?", "applicant"), ("do you take interns", "applicant"), ("suche neuen job als schlosser", "applicant"),
])
def test_students_and_applicants_are_recognised_and_no_role_is_acted_on(see: See, query: str, kind: str) -> None:
    view = see(query=query)
    assert view.not_buying == kind
    assert view.role.id == "unknown"


@pytest.mark.parametrize("query", [
    "print job stuck in queue", "Gehaltsabrechnung Schnittstelle DATEV", "cron job fails at night", "an welcher Stelle wird gemessen",
    "Ausbildung unserer Bediener", "karrierefaktor", "Referenzanlage in der Nähe", "Facharbeiter einlernen", "batch job runtime",
    "Dauer der Facharbeiten am Dach", "position of the sensor", "hypothesis test on scrap rate", "Stellenplan im HR-System abbilden",
    "können wir uns um die Ausschreibung bewerben", "kann man sich als Lieferant bewerben", "ein Praktikum abrechnen",
    "Arbeit als Kostenfaktor in der Fertigung senken", "Stelle als Nachweis dient", "stellen als pdf exportieren",
    "Suche Fehler im Job", "suche einen Job Scheduler für SAP", "suche nach cron job monitoring", "sind die Stellen frei von Fett",
    "welche Stellen frei bleiben müssen beim Lackieren", "müssen die stellen offen zugänglich sein", "Warum bleiben Jobs offen?",
    "Wie bewerbe ich mich um den Auftrag?", "bewerbe mich als Zulieferer", "kann man sich als Pilotkunde bewerben",
    "wo kann ich mich für Fördermittel bewerben", "Suchen Sie Personal automatisch in der Schichtplanung aus?",
    "do you accept two trainees per training course", "Ist ein Praktikum bei Ihnen in der Zeiterfassung abbildbar",
    "sind die Lager offen", "was suchen Sie in den Protokollen", "do you employ certified welders",
    "Welche Stellen sind an der Maschine offen?", "open positions of the valve", "open roles and permissions", "salary calculation",
    "Lohnkosten Monteur pro Stunde", "which open positions does the damper have", "can we pay for a pilot",
    "how much homework do my departments have", "how many employees lost their jobs at the plant", "wer arbeitet bei euch im Service",
])
def test_business_questions_with_similar_words_stay_buying(see: See, query: str) -> None:
    assert see(query=query).not_buying == ""


def test_titles_pages_and_logins_tell_it_too(see: See) -> None:
    assert see(job_title="Studentin Umwelttechnik").not_buying == "student"
    assert see(job_title="Werkstudent Einkauf").not_buying == ""
    assert see(history=(Clue("view", NOW - timedelta(minutes=2), "stelle.md"),)).not_buying == "applicant"
    assert see(history=(Clue("view", NOW - timedelta(days=30), "stelle.md"),)).not_buying == ""
    assert see(history=(Clue("staff_login", NOW - timedelta(minutes=2)),)).not_buying == "staff"


def test_a_declared_role_stays_declared_for_a_student(see: See) -> None:
    assert see(declared_role="technical", query="Bachelorarbeit Pumpen").role.id == "technical"
