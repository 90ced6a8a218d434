"""What of a visitor's own words ranking may see: the question and the function, never private life or the company."""

from __future__ import annotations

import re

from engine.visitors.private_life import BESIDE, facts_cut, without_private_life

_FIRST_PERSON = re.compile(r"\W*(?:ich|bin|habe|i|im|als|as)\b", re.IGNORECASE)
_OPEN = re.compile(r"(?:^|[,;.:!?(])\s*(?:(?:und|and|mit|with)\s+)?$", re.IGNORECASE)
_CLOSED = re.compile(r"\s*(?:$|[,;.:!?)])")
_EDGES = " .,;:|–-("
_FORM = (r"(?:GmbH(?:\s*&\s*Co\.?\s*KG)?|gGmbH|mbH|AG|SE|KGaA|KG|OHG|UG|GbR|e\.?\s?K\.?|e\.?\s?V\.?|"
         r"Ltd\.?|LLC|Inc\.?|PLC|Corp\.?|S\.?A\.?|B\.?V\.?)")
_NAME = r"(?:[A-ZÄÖÜ0-9][\w&.+'-]*\s+|&\s+){1,4}"
_COMPANY_FIRST = re.compile(rf"^\s*{_NAME}{_FORM}(?!\w)\s*[,:;|–-]+\s*")
_COMPANY_LAST = re.compile(rf"(?:\s*[,;(|@–-]\s*|\s+(?:bei|der|at|of|von)\s+(?:der\s+)?){_NAME}{_FORM}(?!\w).*$")
_BETWEEN = r"\s[–—/+-]\s|\s(?:und|and|&)\s"
_PERSON = re.compile(rf"(?:^|[,;|(]|{_BETWEEN}|\s(?:mit|with)\s)\s*(?:{BESIDE})\s*(?:\)|(?=$|[,;|)]|{_BETWEEN}))", re.IGNORECASE)
_JOINT = re.compile(r"^(?:(?:und|and|[&/+–—-]|mit|with)\s+)+", re.IGNORECASE)
_LONGEST_TITLE = 300  # characters that are read
_ADDRESS = re.compile(r"^\s*(?:herr|frau|hr\.|fr\.|mr\.?|mrs\.?|ms\.?|mx\.?|miss|mister|madam)\s+(?=\S)", re.IGNORECASE)


def admitted_question(text: str) -> str:
    """The question without what its author tells about himself besides ("als Vater von zwei Kindern", "bin 41").

    What the question is about stays, even where it looks private ("Eine Mitarbeiterin ist schwanger, was melde ich?"),
    and so does a text that says nothing else.
    """
    cut = facts_cut(text, _besides)
    return text if cut == text else cut.strip(_EDGES) or text


def admitted_title(text: str) -> str:
    """The job title without age, family, gender, and without a company that shows its legal form, with its town."""
    plain = " ".join(text[:_LONGEST_TITLE].split())
    cut = _ADDRESS.sub("", _COMPANY_LAST.sub("", _COMPANY_FIRST.sub("", plain)))
    before = None
    while before != cut:  # what stood between two private facts stands alone only when they are gone
        before, cut = cut, _JOINT.sub("", without_private_life(_PERSON.sub("", cut)).strip())
    return plain if cut == plain else cut.strip(_EDGES)


def _besides(fact: re.Match[str]) -> bool:
    """Said of oneself, or standing in a clause of its own."""
    before, after = fact.string[: fact.start()], fact.string[fact.end() :]
    return bool(_FIRST_PERSON.match(fact[0]) or (_OPEN.search(before) and _CLOSED.match(after)))
