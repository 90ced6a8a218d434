"""Which kinds of document a question asks for: "Referenzen?", "data sheet of the K120", "what did other companies gain"."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from engine.retrieval.analysis import stem, stop_words, words
from engine.taxonomy import Taxonomy

_ANY_ENDING = "*"
_ASKING = frozenset({"please", "bitte", "show", "send", "need", "want", "looking", "find", "download", "zeig", "zeigen",
                     "schicken", "brauche", "suche", "möchte"})
_Phrases = dict[str, list[tuple[str, tuple[str, ...]]]]  # first word, stemmed or as it begins -> (type, its other words)


@dataclass(frozen=True)
class AskedTypes:
    """Ids of the content types that a question names, and its `rest` without the words that name them; `bare` if it asks for
    nothing else ("Referenzen?", "prices")."""

    kinds: frozenset[str]
    rest: str
    bare: bool = False


def asked_types(taxonomy: Taxonomy, question: str) -> AskedTypes:
    """By the `words` of each type. Its label will do only where nothing else is said, as in a search box ("Preise"): who wants
    to "complete a task" asks for no document of that kind."""
    stems, starts = _by_first_word(tuple(
        (kind, tuple(text for given in label.words.values() for text in given)) for kind, label in taxonomy.types.items()
    ))
    asked = words(question)
    begins = tuple(starts)
    found: list[tuple[int, int, str]] = []  # from word, to word, type
    for at, word in enumerate(asked):
        known = [pair for form in _forms(word) for pair in stems.get(form, ())]
        if word.startswith(begins):
            known += [pair for begin in begins if word.startswith(begin) for pair in starts[begin]]
        found += [(at, at + 1 + len(others), kind) for kind, others in known if _follow(asked[at + 1 :], others)]
    # "case studies" are no studies
    found = [one for one in found if not any(a <= one[0] and one[1] <= b and b - a > one[1] - one[0] for a, b, _ in found)]
    naming = {at for start, stop, _ in found for at in range(start, stop)}
    if not naming:
        named = taxonomy.type_id(" ".join(asked)) if asked else None
        return AskedTypes(frozenset({named} if named else ()), question, named is not None)
    rest = [word for at, word in enumerate(asked) if at not in naming]
    kinds = frozenset(kind for _, _, kind in found)
    return AskedTypes(kinds, " ".join(rest), not set(rest) - stop_words("de") - stop_words("en") - _ASKING)


@lru_cache(maxsize=8)
def _by_first_word(kinds: tuple[tuple[str, tuple[str, ...]], ...]) -> tuple[_Phrases, _Phrases]:
    stems: _Phrases = {}
    starts: _Phrases = {}
    for kind, texts in kinds:
        for first, *others in (text.casefold().split() for text in texts if text.strip(_ANY_ENDING + " ")):
            if first.endswith(_ANY_ENDING):
                starts.setdefault(first[:-1], []).append((kind, tuple(others)))
            else:
                for form in _forms(first):
                    stems.setdefault(form, []).append((kind, tuple(others)))
    return stems, starts


def _follow(asked: list[str], phrase: tuple[str, ...]) -> bool:
    return len(asked) >= len(phrase) and all(
        word.startswith(meant[:-1]) if meant.endswith(_ANY_ENDING) else not _forms(word).isdisjoint(_forms(meant))
        for word, meant in zip(asked, phrase, strict=False)
    )


def _forms(word: str) -> set[str]:
    return {stem(word, "de"), stem(word, "en")}
