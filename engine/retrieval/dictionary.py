"""A German-English dictionary of what suppliers write and buyers ask: how the other language says a word of a question."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

from engine.retrieval.analysis import split_compound, stem, stop_words, words

Slot = tuple[str, ...]
"""Stems of the other language, any of which will do."""
Wording = tuple[Slot, ...]
"""One way to say it; each of its slots says a part."""

OTHER = {"de": "en", "en": "de"}
_MOST = 8  # wordings of a word, the most usual ones


@lru_cache(maxsize=50_000)
def wordings(word: str, lang: str) -> tuple[Wording, ...]:
    """How the other language says a word in small letters, the most usual way first; () where the dictionary does not know it.

    "wartung" is (("mainten",),), (("servic",),); "give notice" is one way with two slots. A compound or joined word that the
    dictionary lacks is one way with a slot for each of its parts ("hotelrechnung": hotel, and invoice or bill).
    """
    if lang not in OTHER:
        return ()
    known = _known(word, lang)
    if known:
        return known
    parts = word.replace("/", "-").split("-")
    if len(parts) == 1 and lang == "de":
        parts = split_compound(word, _headwords(lang))
    slots = [_slot(part, lang) for part in parts] if len(parts) > 1 else []
    return (tuple(slots),) if slots and all(slots) else ()


def _known(word: str, lang: str) -> tuple[Wording, ...]:
    by_word, by_stem = _read(lang)
    return by_word.get(word) or by_stem.get(stem(word, lang), ())


def _slot(part: str, lang: str) -> Slot:
    """Stems of the single words that say a part of a compound."""
    return tuple(dict.fromkeys(wording[0][0] for wording in _known(part, lang) if len(wording) == 1))


@lru_cache(maxsize=2)
def _headwords(lang: str) -> frozenset[str]:
    return frozenset(_read(lang)[0])


@lru_cache(maxsize=2)
def _read(lang: str) -> tuple[dict[str, tuple[Wording, ...]], dict[str, tuple[Wording, ...]]]:
    """Wordings of each headword and of each stem: those of the language's own list, then the other list read backwards."""
    said: dict[str, list[str]] = {}
    for word, others in _lines(lang):
        said.setdefault(word, []).extend(others)
    for word, others in _lines(OTHER[lang]):
        for other in others:
            if " " not in other:
                said.setdefault(other, []).append(word)
    by_word = {word: _wordings(others, OTHER[lang]) for word, others in said.items()}
    by_stem: dict[str, tuple[Wording, ...]] = {}
    for word, ways in by_word.items():
        key = stem(word, lang)
        by_stem[key] = tuple(dict.fromkeys((*by_stem.get(key, ()), *ways)))[:_MOST]
    return by_word, by_stem


def _wordings(others: list[str], lang: str) -> tuple[Wording, ...]:
    ways = (tuple((stem(word, lang),) for word in words(other) if word not in stop_words(lang)) for other in others)
    return tuple(dict.fromkeys(way for way in ways if way))[:_MOST]


def _lines(lang: str) -> list[tuple[str, list[str]]]:
    text = Path(__file__).with_name(f"dictionary_{lang}.txt").read_text(encoding="utf-8")
    pairs = (line.split(": ", 1) for line in text.casefold().splitlines() if line and not line.startswith("#"))
    return [(word, others.split(", ")) for word, others in pairs]
