"""One spelling for a job title: case, umlauts and gender forms must not change what it says."""

from __future__ import annotations

import re
import unicodedata

from engine.visitors.titles.gender import one_gender

MAX_CHARACTERS = 160
_UMLAUTS = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss"})
_WORD = re.compile(r"[a-z0-9&]+")


def fold(text: str) -> str:
    """Lower case, NFKC, umlauts written out, in one gender."""
    plain = unicodedata.normalize("NFKC", text)[:MAX_CHARACTERS]
    return unicodedata.normalize("NFKC", one_gender(plain).casefold()).translate(_UMLAUTS)


def words(text: str) -> list[str]:
    """The words of a title in one spelling and one gender."""
    return _WORD.findall(fold(text))
