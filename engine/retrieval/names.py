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


def holding(lexical: LexicalIndex, name: str) -> NDArray[np.int32]:
    """Rows of the passages that hold a name, whichever way it is joined ("TW4" is "TW-4"), as a word or part of one."""
    plain = name.casefold()
    if plain in _STOP:
        return np.arange(lexical.size, dtype=np.int32)
    ways = {plain}
    if _IDENTIFIER.fullmatch(plain):
        ways |= {re.sub(r"(?<=[^\W\d_])(?=\d)", "-", plain), plain.replace("-", "")}
    rows = [lexical.rows[lexical.starts[term] : lexical.starts[term + 1]]
            for way in ways for variants in query_terms(way, "de", lexical.vocabulary)
            for term in (lexical.terms.get(variant) for variant in variants) if term is not None]
    return np.unique(np.concatenate(rows)) if rows else np.zeros(0, dtype=np.int32)
