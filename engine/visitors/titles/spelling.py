"""One spelling for a job title: case, umlauts and gender forms must not change what it says."""

from __future__ import annotations

import re
import unicodedata

MAX_CHARACTERS = 160
_MARKS = re.compile(r"\(?\b[mwfdx]\s?/\s?[mwfdx](\s?/\s?[mwfdxa*])?\b\)?", re.IGNORECASE)
_GENDER = re.compile(r"(?<=[a-zäöüß])(?:[:*_]|/-?|\()(?:in|innen|r|n|frau)\b\)?", re.IGNORECASE)
_CAPITAL_I = re.compile(r"(?<=[a-zäöüß])In(nen)?\b")
_UMLAUTS = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss"})
_WORD = re.compile(r"[a-z0-9&]+")
_ENDINGS = ("innen", "in")
_PERSON = ("er", "or", "st", "nt", "ur", "at", "ar", "ef", "kt", "og")


def fold(text: str) -> str:
    """Lower case, NFKC, umlauts written out, gender marks such as :in, /-in and (m/w/d) removed."""
    plain = unicodedata.normalize("NFKC", text)[:MAX_CHARACTERS]
    plain = _CAPITAL_I.sub("", _GENDER.sub("", _MARKS.sub(" ", plain)))
    return unicodedata.normalize("NFKC", plain.casefold()).translate(_UMLAUTS)


def words(text: str) -> list[str]:
    """The words of a title in one spelling; -in and -innen are cut where a person is meant."""
    return [_male(word) for word in _WORD.findall(fold(text))]


def _male(word: str) -> str:
    for ending in _ENDINGS:
        stem = word.removesuffix(ending)
        if stem != word and len(stem) >= 5 and stem.endswith(_PERSON):
            return stem
    return word
