"""Does a passage literally hold what a question is about, in whichever of the two languages it is written?"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import lru_cache

from engine.retrieval.analysis import stem, stop_words
from engine.retrieval.answerability import text_of
from engine.retrieval.calibrated import Verdict, is_critical
from engine.retrieval.glossary.names import LANGUAGES, Glossary, shipped, split_words, things_named
from engine.retrieval.release import Release
from engine.retrieval.search import Matches, Question
from engine.retrieval.specifics import specific_terms

# one of the first so many must hold it; with five, libraries without the answer are refused a quarter less often, and of 430
# rightly answered questions across languages 8 more stay so (held-out industries)
_DEPTH = 3
_SHORTEST_SHARED = 5  # letters of an unknown word that counts in the other language too: "last", "arm", "boot" are not the same


@dataclass(frozen=True)
class Wanted:
    """What a passage must hold one of: by language single `stems` and longer `phrases` of stems."""

    stems: dict[str, frozenset[str]]
    phrases: dict[str, tuple[str, ...]]

    def held_by(self, text: str, lang: str) -> bool:
        """Whether a text in `lang` holds any of it."""
        if lang not in LANGUAGES:
            return any(self.held_by(text, other) for other in LANGUAGES)
        line, stems = _held(text, lang)
        return not stems.isdisjoint(self.stems[lang]) or any(f" {phrase} " in line for phrase in self.phrases[lang])


def confirmed(release: Release, question: Question, matches: Matches, said: Verdict) -> Verdict:
    """What the calibration `said`, less the passages that hold nothing of what a critical question is about.

    Questions with specific terms (norms, numbers, acronyms) were held against every passage already: those are
    spelled alike in both languages, or their other names are known.
    """
    if said.answer != "found" or not is_critical(release, question) or specific_terms(question.text):
        return said
    want, literal = wanted(question.text, question.lang), said.literal.copy()
    for i in literal.nonzero()[0].tolist():
        row = int(matches.rows[i])
        literal[i] = want.held_by(text_of(release, row), release.passages[row].lang)
    return replace(said, answer="found" if literal[:_DEPTH].any() else "none", literal=literal)


def wanted(text: str, lang: str) -> Wanted:
    """The names, in both languages, of what a question is about.

    Where it names things of the tables of privacy, security, compliance or safety, those; only where it has none of
    these also what any question may speak of. A word that no table knows counts as it is written, so that product
    names and words which both languages share are found.
    """
    glossary = shipped()
    things, unknown = _named(glossary, text, lang)
    topics = {number for number in things if glossary.things[number].topic}
    names = {code: {name for number in topics or things for name in glossary.things[number].names[code]} for code in LANGUAGES}
    for code in LANGUAGES:
        shared = [word for word in unknown if code == lang or len(word) >= _SHORTEST_SHARED or not word.isalpha()]
        names[code] |= {stem(word, other) for word in shared for other in LANGUAGES}
    return Wanted(
        {code: frozenset(name for name in found if " " not in name) for code, found in names.items()},
        {code: tuple(sorted(name for name in found if " " in name)) for code, found in names.items()},
    )


def _named(glossary: Glossary, text: str, lang: str) -> tuple[frozenset[int], tuple[str, ...]]:
    """By the question's language; what it does not know by the other, as the language of a short question is a guess."""
    own = lang if lang in LANGUAGES else "de"
    things, unknown = things_named(glossary, text, own)
    other = LANGUAGES[1 - LANGUAGES.index(own)]
    more, rest = things_named(glossary, " ".join(unknown), other)
    return things | more, tuple(word for word in rest if word not in stop_words(""))


@lru_cache(maxsize=2_000)
def _held(text: str, lang: str) -> tuple[str, frozenset[str]]:
    """(stems in reading order, each between two spaces; content stems with those of compounds' parts)."""
    glossary, stop = shipped(), stop_words(lang)
    spoken = split_words(text)
    line = [stem(word, lang) for word in spoken]
    single = {name for word, name in zip(spoken, line, strict=True) if word not in stop}
    if lang == "de":
        single.update(_compound_parts(glossary, spoken))
    return f" {' '.join(line)} ", frozenset(single)


def _compound_parts(glossary: Glossary, spoken: Iterable[str]) -> set[str]:
    return {part for word in spoken for part in glossary.parts(word)}
