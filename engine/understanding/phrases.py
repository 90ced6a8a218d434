"""Finds names of things in a list of words, in whatever form German or English gives them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import lru_cache

import Stemmer

ANY_ENDING = "*"
Phrase = tuple[str, ...]
Found = tuple[int, int, str]  # from word, to word, what it names


@dataclass(frozen=True)
class Phrases:
    """Phrases by their first word: by its stems, or by how it begins where a * leaves its ending open."""

    stems: dict[str, list[tuple[str, Phrase]]] = field(default_factory=dict)
    starts: dict[str, list[tuple[str, Phrase]]] = field(default_factory=dict)

    @classmethod
    def of(cls, named: Iterable[tuple[str, Phrase]]) -> Phrases:
        """From pairs of what is named and the words that name it, small letters."""
        made = cls()
        for name, (first, *others) in ((name, phrase) for name, phrase in named if phrase and phrase[0] != ANY_ENDING):
            pair = (name, tuple(others))
            if first.endswith(ANY_ENDING):
                made.starts.setdefault(first.removesuffix(ANY_ENDING), []).append(pair)
            else:
                for stem in _stems(first):
                    made.stems.setdefault(stem, []).append(pair)
        return made

    def find(self, words: Sequence[str]) -> set[Found]:
        """Where `words` name something; a name within a longer one is none: "case studies" are no studies."""
        begins = tuple(self.starts)
        found = {
            (at, at + 1 + len(others), name) for at, word in enumerate(words)
            for name, others in self._beginning(word, begins) if _follow(words[at + 1 :], others)
        }
        return {one for one in found if not any(a <= one[0] and one[1] <= b and b - a > one[1] - one[0] for a, b, _ in found)}

    def _beginning(self, word: str, begins: tuple[str, ...]) -> list[tuple[str, Phrase]]:
        known = [pair for stem in _stems(word) for pair in self.stems.get(stem, ())]
        if word.startswith(begins):
            known += [pair for begin in begins if word.startswith(begin) for pair in self.starts[begin]]
        return known


def _follow(words: Sequence[str], phrase: Phrase) -> bool:
    return len(words) >= len(phrase) and all(_same(word, meant) for word, meant in zip(words, phrase, strict=False))


def _same(word: str, meant: str) -> bool:
    if meant.endswith(ANY_ENDING):
        return word.startswith(meant.removesuffix(ANY_ENDING))
    return not _stems(word).isdisjoint(_stems(meant))


@lru_cache(maxsize=50_000)
def _stems(word: str) -> frozenset[str]:
    """Snowball stems in both languages; a word with digits as it is."""
    if any(letter.isdigit() for letter in word):
        return frozenset({word})
    # made anew each time: a stemmer is not safe to share between threads
    return frozenset(Stemmer.Stemmer(language).stemWord(word) for language in ("german", "english"))
