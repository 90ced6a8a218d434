"""The language of a short question: by its small words, its letters, and by where the library uses its words."""

from __future__ import annotations

import re

from engine.library.language import detect
from engine.retrieval.analysis import stop_words, words
from engine.retrieval.release import Release

_GERMAN_LETTERS = re.compile(r"[äöüß]", re.IGNORECASE)
_SURE = 0.5


def question_language(text: str, otherwise: str, release: Release | None = None) -> str:
    """ "de", "en", or `otherwise` where the question does not say; long texts are left to the usual detection.

    A wrong guess costs little: it decides which of two equal passages comes first, not what is found.
    """
    longer = detect(text, "")
    if longer:
        return longer
    score = 2.0 if _GERMAN_LETTERS.search(text) else 0.0
    asked = words(text)
    german, english = stop_words("de") - stop_words("en"), stop_words("en") - stop_words("de")
    score += sum((word in german) - (word in english) for word in asked)
    if abs(score) < _SURE and release is not None:
        score += _usage(release, text)
    return "de" if score >= _SURE else "en" if score <= -_SURE else otherwise


def _usage(release: Release, text: str) -> float:
    """Above 0 where German passages use the question's words more than English ones, each word -1..1, an unknown one 0."""
    german, english = release.langs == "de", release.langs == "en"
    if not german.any() or not english.any():
        return 0.0
    plain = " ".join(word for word in words(text) if word.isalpha())  # numbers and norms are the same in both
    total, both = 0.0, float(german.sum() + english.sum())
    for _, rows in release.lexical.where(plain, ""):
        # one passage more, shared out as the languages are: what nobody uses says nothing, however many passages each has
        de, en = (float(side[rows].sum() + side.sum() / both) / float(side.sum()) for side in (german, english))
        total += (de - en) / (de + en)
    return total
