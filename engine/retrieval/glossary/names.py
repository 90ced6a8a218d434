"""The glossary: German and English names of one thing, in stems, found again in a question."""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path

from engine.retrieval.analysis import stem, stop_words, words
from engine.tables import read_table

_FOLDER = Path(__file__).parent
_ORDINARY = "ordinary"  # its words carry a question only where no other does
LANGUAGES = ("de", "en")
_LINKING = ("", "s", "es", "n", "en")
_SHORTEST_HEAD, _SHORTEST_TAIL = 4, 5  # letters: with four, "Kunde" and "Wochenende" share an end
_LONGEST_NAME = 5  # words
_INSIDE = re.compile(r"[-/]")


@dataclass(frozen=True)
class Thing:
    """One line of a table: by language the names in stems, words separated by single spaces; `topic` is False for
    what any question may speak of."""

    names: dict[str, frozenset[str]]
    topic: bool


@dataclass(frozen=True)
class Glossary:
    """`named` gives, by language and name in stems, the numbers of its things; `nouns` are stems of German ones, `written`
    the same as they are written, in lower case."""

    things: tuple[Thing, ...]
    named: dict[str, dict[str, tuple[int, ...]]]
    nouns: frozenset[str]
    written: frozenset[str]

    def parts(self, word: str) -> tuple[str, ...]:
        """Stems of the nouns with which a German compound begins and ends, () for a name itself.

        What lies between them, or the other part, need not be known: "Kartoniermaschinensicherheit" speaks of safety.
        """
        return _parts(self, word) if len(word) >= _SHORTEST_HEAD + _SHORTEST_TAIL and word.isalpha() else ()

    def __hash__(self) -> int:
        return id(self)


def split_words(text: str) -> list[str]:
    """Words in reading order, in lower case; "not-halt" and "e-stop" are two."""
    return [part for word in words(text) for part in (_INSIDE.split(word) if "-" in word or "/" in word else (word,)) if part]


@lru_cache(maxsize=50_000)
def _parts(glossary: Glossary, word: str) -> tuple[str, ...]:
    if stem(word, "de") in glossary.named["de"]:
        return ()
    cuts = range(_SHORTEST_HEAD, len(word) - _SHORTEST_HEAD + 1)
    tails = (stem(word[cut:], "de") for cut in cuts if len(word) - cut >= _SHORTEST_TAIL)
    tail = next((found for found in tails if found in glossary.nouns), "")
    head = next((found for cut in reversed(cuts) if (found := _head(glossary, word[:cut]))), "")
    return tuple(dict.fromkeys(filter(None, (head, tail))))


def _head(glossary: Glossary, text: str) -> str:
    """The stem of a compound's beginning if that is a noun, with or without the linking letters; else "".

    As it is written: a stem is too little, or the "Kartoniermaschine" would begin with a card.
    """
    plain = [text.removesuffix(link) for link in _LINKING if text.endswith(link)]
    return next((found for head in plain if head in glossary.written and (found := stem(head, "de")) in glossary.nouns), "")


@cache
def shipped() -> Glossary:
    """The tables that come with the engine."""
    tables = [(path.stem, read_table(path)) for path in sorted(_FOLDER.glob("*.yaml"))]
    things = tuple(_thing(german, english, file) for file, lines in tables for german, english in lines.items())
    named: dict[str, defaultdict[str, list[int]]] = {lang: defaultdict(list) for lang in LANGUAGES}
    for number, thing in enumerate(things):
        for lang, names in thing.names.items():
            for name in names:
                named[lang][name].append(number)
    every = (name.strip() for _, lines in tables for german in lines for name in german.split(","))
    capital = [name for name in every if name[:1].isupper() and " " not in name]
    nouns = frozenset(in_stems(name, "de") for name in capital)
    return Glossary(
        things,
        {lang: {name: tuple(at) for name, at in table.items()} for lang, table in named.items()},
        nouns & named["de"].keys(),
        frozenset(name.lower() for name in capital if len(name) >= _SHORTEST_HEAD),
    )


def _thing(german: str, english: str, file: str) -> Thing:
    names = {
        lang: {in_stems(name, lang) for name in text.split(",")} for lang, text in zip(LANGUAGES, (german, english), strict=True)
    }
    # the stemmer leaves the s of "Handys" and "Laptops" where it is
    names["de"] |= {in_stems(f"{name}s", "de") for name in german.split(",") if " " not in name.strip()}
    return Thing({lang: frozenset(filter(None, found)) for lang, found in names.items()}, file != _ORDINARY)


def in_stems(name: str, lang: str) -> str:
    """A name as it is looked up: stems with single spaces; "" for one that is only a stop word."""
    found = split_words(name)
    return "" if len(found) == 1 and found[0] in stop_words(lang) else " ".join(stem(word, lang) for word in found)


def things_named(glossary: Glossary, text: str, lang: str) -> tuple[frozenset[int], tuple[str, ...]]:
    """(numbers of the things that a text in `lang` names, its content words that name none).

    The longest name wins: who says "trade secret" did not say "secret".
    """
    spoken, table = split_words(text), glossary.named[lang]
    stems = [stem(word, lang) for word in spoken]
    found: set[int] = set()
    unknown: list[str] = []
    at = 0
    while at < len(stems):
        size = next((n for n in range(min(_LONGEST_NAME, len(stems) - at), 0, -1) if " ".join(stems[at : at + n]) in table), 0)
        if size and (size > 1 or spoken[at] not in stop_words(lang)):
            found.update(table[" ".join(stems[at : at + size])])
        elif spoken[at] not in stop_words(lang):
            parts = glossary.parts(spoken[at]) if lang == "de" else ()
            found.update(number for part in parts for number in table[part])
            unknown += [] if parts else [spoken[at]]
        at += max(size, 1)
    return frozenset(found), tuple(unknown)
