"""Students, applicants and own staff: helped, never pushed, left out of every figure."""

from __future__ import annotations

import re
from collections.abc import Iterable

from engine.retrieval.release import Release
from engine.visitors.models import Clues
from engine.visitors.titles.spelling import words
from engine.visitors.visits import current_visit

_SURE = {
    "student": (
        r"(?:bachelor|master|diplom|seminar|studien|haus|abschluss|matura|doktor)arbeit", r"vorwissenschaftliche arbeit", r"referat(?:e|sthema)?",
        r"dissertation", r"hausaufgaben?", r"(?:bachelor|master|phd|undergraduate)(?:'?s)? thesis", r"thesis", r"term paper", r"homework", r"coursework", r"my dissertation",
        r"vorlesung(?:en|sskript)?", r"klausur(?:en|vorbereitung)?", r"for (?:my|a) (?:class|course|school project|university project)", r"für (?:die|meine) (?:uni|schule|hochschule|klausur)",
    ),
    "applicant": (
        r"stellenangebote?", r"stellenanzeigen?", r"stellenausschreibung(?:en)?", r"jobangebote?", r"jobbörse", r"offene stellen", r"freie stellen", r"initiativbewerbung", r"ausbildungsplatz", r"ausbildungsplätze",
        r"praktikumsplatz", r"praktikumsplätze", r"karriereseite", r"bewerbung als", r"bewerben als", r"ich möchte mich (?:\w+ )?bewerben", r"arbeiten bei", r"jobs? (?:bei|at|als|as|in der nähe|near me)", r"quereinsteiger",
        r"vacanc(?:y|ies)", r"job (?:openings?|offers?|ads?|listings?|application)", r"apply for (?:a|the) (?:job|position)", r"careers? (?:at|page|with)", r"we are hiring", r"are you hiring", r"internships?", r"apprenticeships?",
        r"work(?:ing)? (?:at|for) your company", r"gehalt als", r"verdienst als",
    ),
}
_HINTS = {
    "student": ({"studium", "studiere", "studentin", "student", "studenten", "uni", "universität", "hochschule", "students", "university", "essay", "schule", "schulprojekt"},
                {"arbeit", "prüfung", "thema", "gliederung", "literatur", "facharbeit", "projektarbeit", "quelle", "quellen", "zitieren", "exam", "assignment", "definition", "präsentation", "paper", "projekt"}),
    "applicant": ({"stelle", "stellen", "job", "jobs", "karriere", "position", "career", "bewerbung", "bewerben", "quereinstieg"},
                  {"gehalt", "dienstwagen", "salary", "lohn", "urlaubstage", "benefits", "teilzeit", "vollzeit", "bewerben", "bewerbung", "lebenslauf", "cv", "vorstellungsgespräch", "homeoffice", "wage", "pay", "apply", "unbefristet"}),
}
_TITLES = {
    "student": {"student", "studenten", "studierende", "studierender", "schueler", "doktorand", "undergraduate", "pupil", "phd"},
    "applicant": {"bewerber", "arbeitssuchend", "jobsuchend", "arbeitsuchend", "jobseeker"},
}
_STAFF_EVENTS = frozenset({"staff_login", "intranet"})
_PATTERNS = {kind: re.compile(rf"(?<![\w-])(?:{'|'.join(parts)})(?![\w-])", re.IGNORECASE) for kind, parts in _SURE.items()}
_WORD = re.compile(r"[\w'-]+")


def not_buying(clues: Clues, release: Release, questions: Iterable[str]) -> str:
    """student, applicant, staff, or "" for everybody else.

    Args:
        questions: what was typed in this visit, the search words included.
    """
    visit = current_visit(clues)
    if any(clue.type in _STAFF_EVENTS for clue in visit):
        return "staff"
    said = set(words(clues.job_title))
    for kind, known in _TITLES.items():
        if said & known and not said & {"werkstudent", "assistent", "service", "services", "affairs"}:
            return kind
    asked = list(questions)
    for kind in ("applicant", "student"):
        if any(asks_as(text, kind) for text in asked):
            return kind
    read = [clue.document for clue in visit if clue.document] + ([clues.page] if clues.page else [])
    ads = [path for path in read if _type_of(release, path) == "job_ad"]
    return "applicant" if ads and 2 * len(ads) > len(read) else ""


def asks_as(text: str, kind: str) -> bool:
    """Whether a question shows a student or an applicant: one sure phrase, or two hints of different sorts.

    Single words are not enough: "print job", "Gehaltsabrechnung" and "Stelle in der Zeichnung" are business.
    """
    if _PATTERNS[kind].search(text):
        return True
    found = set(_WORD.findall(text.casefold()))
    one, other = _HINTS[kind]
    return any(a != b for a in found & one for b in found & other)


def _type_of(release: Release, path: str) -> str:
    document = release.document(path)
    if document is None:
        return ""
    rows = release.rows_of(path)
    return release.types[int(release.document_of[rows[0]])].id if len(rows) else ""
