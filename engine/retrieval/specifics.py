"""Specific terms of a question: norm numbers, certificates, statutes, acronyms, quantities."""

from __future__ import annotations

import re
import unicodedata
from functools import cache
from pathlib import Path

from engine.tables import read_table

_TERMS = Path(__file__).with_name("specific_terms.yaml")
_TOKEN = re.compile(r"[^\W_]+(?:[./,:-][^\W_]+)*")
_GROUPED = re.compile(r"(?<=\d)[.,'’\u00a0\u202f ](?=\d{3}(?!\d))")
_DECIMAL = re.compile(r"(?<=\d),(?=\d)")
_ACRONYM = re.compile(r"[A-ZÄÖÜ][A-ZÄÖÜ0-9&]{1,9}s?")
_NUMBER = re.compile(r"\d")
_ASKS_NUMBER = re.compile(
    r"\b(wie ?viele?n?|wie (hoch|lange?|oft|gro(ß|ss)|schwer|schnell|weit|teuer|alt|warm|hei(ß|ss)|dick|breit|tief)"
    r"|was kostet|kosten(punkt)?|preis\w*|ab wann"
    r"|how (many|much|long|often|big|large|high|heavy|fast|far|old|expensive|hot|thick|wide|deep)|price|costs?)\b",
    re.IGNORECASE,
)


def folded(text: str) -> str:
    """Text in lower case with one way to write numbers: 12.000 = 12,000 = 12000, 2,5 = 2.5."""
    plain = unicodedata.normalize("NFKC", text).casefold()
    return _DECIMAL.sub(".", _GROUPED.sub("", plain)).replace("\u2011", "-").replace("\u2013", "-")


def specific_terms(question: str) -> tuple[frozenset[str], ...]:
    """What must be found literally: each term as the set of its names, any of which will do.

    Digits always count, capitals only where the question is not written in capitals throughout.
    """
    same, generic = _table()
    text = folded(question)
    found = {names for name, names in same.items() if _holds(text, name)}
    shouted = sum(map(str.isupper, question)) > sum(map(str.islower, question))
    covered = {name for names in found for name in names}
    for token in _TOKEN.findall(unicodedata.normalize("NFKC", question)):
        plain = folded(token)
        if plain in generic or plain in covered or plain.split("-")[0] in covered:
            continue
        if _NUMBER.search(plain):
            found.add(_named(token, same))
        elif not shouted:  # "TISAX-Label" asks for TISAX, whatever the label is called there
            found |= {_named(part, same) for part in token.split("-")
                      if _ACRONYM.fullmatch(part) and folded(part) not in generic}
    return tuple(sorted(found, key=sorted))


def _named(token: str, same: dict[str, frozenset[str]]) -> frozenset[str]:
    """All names of what a word of the question names."""
    plain = folded(token)
    name = plain.removesuffix("s") if token[-1:] == "s" and len(plain) > 3 else plain
    return same.get(name, frozenset({name}))


def names_known_term(question: str) -> bool:
    """Whether a norm, statute or certificate of `specific_terms.yaml` is named."""
    same, _ = _table()
    return any(names in same.values() for names in specific_terms(question))


def missing_terms(terms: tuple[frozenset[str], ...], text: str) -> int:
    """How many of the terms the text does not hold under any of their names."""
    plain = folded(text)
    return sum(not any(_holds(plain, name) for name in names) for names in terms)


def asks_for_number(question: str) -> bool:
    """Whether an answer without any digit can hardly be one."""
    return _ASKS_NUMBER.search(question) is not None


def has_number(text: str) -> bool:
    """Whether there is a digit in the text."""
    return _NUMBER.search(text) is not None


def _holds(text: str, name: str) -> bool:
    """Whole words only: "iso 9001" does not hold "900", "62443-4-1" holds "62443"."""
    at = text.find(name)
    while at >= 0:
        before, after = text[at - 1 : at], text[at + len(name) : at + len(name) + 2]
        decimal = name[-1:].isdigit() and len(after) == 2 and after[0] == "." and after[1].isdigit()
        if not before.isalnum() and not after[:1].isalnum() and not decimal:
            return True
        at = text.find(name, at + 1)
    return False


@cache
def _table() -> tuple[dict[str, frozenset[str]], frozenset[str]]:
    data = read_table(_TERMS)
    groups = [frozenset(folded(str(name)) for name in names) for names in data["same"]]
    return {name: names for names in groups for name in names}, frozenset(map(folded, map(str, data["generic"])))
