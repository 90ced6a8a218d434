"""What a question calls by a name: proper names, German nouns, identifiers; and whether the library knows them."""

from __future__ import annotations

import re
import unicodedata
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from engine.retrieval.analysis import query_terms, stop_words
from engine.retrieval.lexical import LexicalIndex
from engine.tables import read_table

_TOKEN = re.compile(r"[^\W_]+(?:[./'’-][^\W_]+)*")
_BEGINS = re.compile(r"(?:^|[.?!:;–—\"„“«»]\s*)$")
_IDENTIFIER = re.compile(r"[^\W\d_]{1,5}[-/.]?\d+[^\W\d_]{0,2}", re.IGNORECASE)
_POSSESSIVE = re.compile(r"['’]s?$")
_NO_NAMES = frozenset(word for text in read_table(Path(__file__).with_name("no_names.yaml")).values() for word in text.split())
# Of standards, not of somebody's own counting: who says IP54 has answered whether it is IP65.
_CLASSES = frozenset({"ip", "dn", "pn", "cat", "rj", "sil", "ral", "nema", "win"})
_STOP = stop_words("de") | stop_words("en")


def names(question: str) -> tuple[str, ...]:
    """Words written with a capital though no sentence begins with them, and identifiers ("E-217", "kr60") in any case.

    Nothing is a name where most of the question is in capitals. In German every noun is written like a name.
    """
    text = unicodedata.normalize("NFKC", question)
    shouted = sum(map(str.isupper, text)) > sum(map(str.islower, text))
    found = []
    for token in _TOKEN.finditer(text):
        word = _POSSESSIVE.sub("", token.group())
        capital = word[:1].isupper() and not shouted and not _BEGINS.search(text[: token.start()])
        if len(word) > 1 and (capital or _IDENTIFIER.fullmatch(word)) and word.casefold() not in _NO_NAMES:
            found.append(word)
    return tuple(dict.fromkeys(found))


def codes(question: str) -> tuple[str, ...]:
    """Its identifiers ("E-217", "kr60")."""
    return tuple(name for name in names(question) if _IDENTIFIER.fullmatch(name))


def holding(lexical: LexicalIndex, name: str) -> NDArray[np.int32]:
    """Rows of the passages that hold a name, whichever way it is joined ("TW4" is "TW-4"), as a word or part of one."""
    plain = name.casefold()
    if plain in _STOP:
        return np.arange(lexical.size, dtype=np.int32)
    if _IDENTIFIER.fullmatch(plain):
        return _coded(lexical, plain)
    ways = {plain}
    parts = [part for part in plain.split("-") if len(part) > 1]
    if len(parts) > 1 and not all(_rows(lexical, part) for part in parts):
        ways = {plain.replace("-", ""), *({plain} & lexical.terms.keys())}  # a label is no "TISAX-Label"
    rows = [found for way in ways for found in _rows(lexical, way)]
    return np.unique(np.concatenate(rows)) if rows else lexical.saying(plain, "de")


def _coded(lexical: LexicalIndex, code: str) -> NDArray[np.int32]:
    """Rows that hold "e-217", "e217" or "e 217"."""
    kind, number = _kind(code), code[len(_kind(code)) :].lstrip("-/.")
    written = [_of(lexical, f"{kind}{joint}{number}") for joint in ("", "-", "/", ".")]
    return np.unique(np.concatenate([*written, np.intersect1d(_of(lexical, kind), _of(lexical, number))]))


def _of(lexical: LexicalIndex, term: str) -> NDArray[np.int32]:
    """Rows that hold exactly this term."""
    at = lexical.terms.get(term)
    return np.zeros(0, dtype=np.int32) if at is None else lexical.rows[lexical.starts[at] : lexical.starts[at + 1]]


def has_siblings(lexical: LexicalIndex, name: str) -> bool:
    """Whether the library speaks of other things that somebody numbered like this one ("E12" and "E-31" of "E91").

    Of the teaching corpus' questions of 51 libraries, 31 without an answer and two with one name a code that is unknown there
    while its siblings are known.
    """
    if not _IDENTIFIER.fullmatch(name):
        return False
    kind = _kind(name)
    known = (term for term in lexical.terms if term.startswith(kind) and _IDENTIFIER.fullmatch(term))
    return kind not in _CLASSES and any(_kind(term) == kind for term in known)


def _kind(identifier: str) -> str:
    return re.split(r"[-/.\d]", identifier, maxsplit=1)[0].casefold()


def _rows(lexical: LexicalIndex, word: str) -> list[NDArray[np.int32]]:
    """Rows of each term that may stand for a word; none if no passage holds it."""
    return [_of(lexical, term) for variants in query_terms(word, "de", lexical.vocabulary) for term in variants
            if term in lexical.terms]
