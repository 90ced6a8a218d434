"""What a question says word by word, against every passage: its words, and the kind of document that it names."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from engine.retrieval.asked_types import asked_types
from engine.retrieval.names import codes, holding
from engine.retrieval.release import Release

OF_KIND = 0.5  # probability of a content type from which a document is of it
_FEW = 2  # words from which holding them all says something; to be of the kind does by itself


@dataclass(frozen=True)
class Literal:
    """All arrays are (passages,): `coverage` the share of the question's words, by their weight; `whole` True where a passage
    holds every one of them, at least two or the kind; `of_kind` the probability of being of the kind that is asked for; `bare`
    where the question asks for that kind and nothing else, and the library has it."""

    coverage: NDArray[np.float32]
    whole: NDArray[np.bool_]
    of_kind: NDArray[np.float32]
    bare: bool = False


def literal(release: Release, text: str, lang: str) -> Literal:
    """Compare a question's words with those of every passage.

    Words that name a kind of which the library has documents are met by being of that kind: who asks for references wants
    one, and no passage that speaks of references. A document of the kind whose title names another model ("K240") is not what
    was asked for.
    """
    asked = asked_types(release.taxonomy, text)
    kinds = asked.kinds & set(release.kinds[0])
    text = asked.rest if kinds else text
    of_kind = _of_models(release, release.of_types(kinds), codes(text)) if kinds else release.of_types(kinds)
    found = release.lexical.where(text, lang)
    held = np.zeros(len(of_kind), dtype=np.int64)
    for _, rows in found:
        held[rows] += 1
    whole = (held == len(found)) & (len(found) + _FEW * (of_kind > 0) >= _FEW)
    bare = asked.bare and float(of_kind.max(initial=0)) >= OF_KIND
    return Literal(release.lexical.coverage(text, lang, translated=True), whole, of_kind, bare)


def _of_models(release: Release, of_kind: NDArray[np.float32], asked: tuple[str, ...]) -> NDArray[np.float32]:
    """Without documents whose title names other models, where titles name the one asked for (as they do models, and not
    messages such as E31); and, where passages of the kind hold it, without those that do not."""
    if not asked:
        return of_kind
    models = frozenset(map(str.casefold, asked)).intersection(frozenset().union(*release.title_codes))
    if models:
        other = np.array([bool(named) and not named & models for named in release.title_codes])
        of_kind = np.where(other[release.document_of], np.float32(0), of_kind)
    holds = np.zeros(len(of_kind), dtype=bool)
    holds[np.concatenate([holding(release.lexical, code) for code in asked])] = True
    return np.where(holds, of_kind, np.float32(0)) if of_kind[holds].any() else of_kind
