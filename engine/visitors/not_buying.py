"""Students, applicants and own staff: helped, never pushed, left out of every figure."""

from __future__ import annotations

import re
from collections.abc import Iterable
from pathlib import Path

from engine.retrieval.release import Release
from engine.tables import read_table
from engine.taxonomy import Taxonomy, shipped
from engine.visitors.models import Clues
from engine.visitors.titles.spelling import words
from engine.visitors.visits import current_visit

_DATA = read_table(Path(__file__).with_name("not_buying.yaml"))
STAFF_EVENTS = frozenset({"staff_login", "intranet"})
_PATTERNS = {
    kind: re.compile(rf"(?<![\w-])(?:{'|'.join(parts)})(?![\w-])", re.IGNORECASE)
    for kind, parts in _DATA["sure"].items()
}
_WORD = re.compile(r"[\w'-]+")


def not_buying(clues: Clues, release: Release, questions: Iterable[str]) -> str:
    """student, applicant, staff, or "" for everybody else.

    Args:
        questions: what was typed in this visit, the search words included.
    """
    visit = current_visit(clues)
    if any(clue.type in STAFF_EVENTS for clue in visit):
        return "staff"
    said = set(words(clues.job_title))
    for kind, known in _DATA["titles"].items():
        if said & set(known) and not said & set(_DATA["not_titles"]):
            return str(kind)
    asked = list(questions)
    for kind in ("applicant", "student"):
        if any(asks_as(text, kind) or _own_words(text, kind, release.taxonomy) for text in asked):
            return kind
    read = [clue.document for clue in visit if clue.document] + ([clues.page] if clues.page else [])
    ads = [path for path in read if _type_of(release, path) == "job_ad"]
    return "applicant" if ads and 2 * len(ads) > len(read) else ""


def typed_as(text: str) -> str:
    """applicant, student or "", by one text and the shipped phrases alone: all that is left where nothing else was kept."""
    return next((kind for kind in ("applicant", "student") if asks_as(text, kind)), "")


def asks_as(text: str, kind: str) -> bool:
    """Whether a question shows a student or an applicant: one sure phrase, or two hints of different sorts."""
    if _PATTERNS[kind].search(text):
        return True
    found = set(_WORD.findall(text.casefold()))
    one, other = map(set, _DATA["hints"][kind])
    return any(a != b for a in found & one for b in found & other)


def _own_words(text: str, kind: str, taxonomy: Taxonomy) -> bool:
    """Words that the operator added to the shipped lists count alone, as whole words."""
    known = {word for words_of in shipped().not_buying.get(kind, {}).values() for word in words_of}
    own = {word for words_of in taxonomy.not_buying.get(kind, {}).values() for word in words_of} - known
    return any(re.search(rf"(?<!\w){re.escape(word)}(?!\w)", text, re.IGNORECASE) for word in own)


def _type_of(release: Release, path: str) -> str:
    document = release.document(path)
    if document is None:
        return ""
    rows = release.rows_of(path)
    return release.types[int(release.document_of[rows[0]])].id if len(rows) else ""
