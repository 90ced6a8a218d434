"""Which kinds of document a question asks for: "Referenzen?", "data sheet of the K120", "what did other companies gain"."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from engine.retrieval.analysis import stop_words, words
from engine.taxonomy import Taxonomy
from engine.understanding.phrases import Phrases

_ASKING = frozenset({"please", "bitte", "show", "send", "need", "want", "looking", "find", "download", "zeig", "zeigen",
                     "schicken", "brauche", "suche", "möchte"})


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
    asked = words(question)
    found = _phrases(tuple(
        (kind, tuple(text for given in label.words.values() for text in given)) for kind, label in taxonomy.types.items()
    )).find(asked)
    naming = {at for start, stop, _ in found for at in range(start, stop)}
    if not naming:
        named = taxonomy.type_id(" ".join(asked)) if asked else None
        return AskedTypes(frozenset({named} if named else ()), question, named is not None)
    rest = [word for at, word in enumerate(asked) if at not in naming]
    kinds = frozenset(kind for _, _, kind in found)
    return AskedTypes(kinds, " ".join(rest), not set(rest) - stop_words("de") - stop_words("en") - _ASKING)


@lru_cache(maxsize=8)
def _phrases(kinds: tuple[tuple[str, tuple[str, ...]], ...]) -> Phrases:
    return Phrases.of((kind, tuple(text.casefold().split())) for kind, texts in kinds for text in texts)
