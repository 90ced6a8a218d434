"""Words of a text for lexical search: German and English stems, stop words, parts of compounds."""

from __future__ import annotations

import re
import threading
import unicodedata
from collections.abc import Iterable
from functools import lru_cache
from pathlib import Path

import Stemmer

from engine.tables import read_table

_WORD = re.compile(r"[^\W_]+(?:[./-][^\W_]+)*")
_LINKING = ("", "s", "es", "n", "en")
_SHORTEST_PART = 4
_STOP = {
    lang: frozenset(text.split())
    for lang, text in read_table(Path(__file__).with_name("stop_words.yaml")).items()
}
_EITHER = _STOP["de"] | _STOP["en"]
_ANSWERED: dict[str, list[str]] = {
    word: group["answered"]
    for group in read_table(Path(__file__).with_name("asked_words.yaml")) for word in group["asked"]
}
_local = threading.local()


def words(text: str) -> list[str]:
    """Lower-case words in reading order; numbers, "iec-62443" and "2.5" stay whole."""
    return _WORD.findall(unicodedata.normalize("NFKC", text).casefold())


def stop_words(lang: str) -> frozenset[str]:
    """Words that carry no topic in `lang`; for any other language those of both."""
    return _STOP.get(lang, _EITHER)


def stem(word: str, lang: str) -> str:
    """Snowball stem; words with digits and words of other languages stay as they are."""
    if lang not in _STOP or (not word.isalpha() and any(ch.isdigit() for ch in word)):
        return word
    return _stem(word, lang)


@lru_cache(maxsize=100_000)
def _stem(word: str, lang: str) -> str:
    # a Snowball stemmer object is not safe to share between threads
    stemmers = _local.__dict__.setdefault("stemmers", {})
    if lang not in stemmers:
        stemmers[lang] = Stemmer.Stemmer({"de": "german", "en": "english"}[lang])
    return str(stemmers[lang].stemWord(word))


def split_compound(word: str, vocabulary: Iterable[str] | frozenset[str]) -> list[str]:
    """Parts of a German compound that are words of this library themselves; [] if it does not split.

    The longest first part wins; a linking "s", "es", "n" or "en" between the parts is dropped.
    """
    known = vocabulary if isinstance(vocabulary, frozenset | set | dict) else frozenset(vocabulary)
    for cut in range(len(word) - _SHORTEST_PART, _SHORTEST_PART - 1, -1):
        tail = word[cut:]
        if tail not in known:
            continue
        for link in _LINKING:
            head = word[: cut - len(link)] if link and word[:cut].endswith(link) else word[:cut]
            if (link and head == word[:cut]) or len(head) < _SHORTEST_PART:
                continue
            if head in known:
                return [head, tail]
            deeper = split_compound(head, known)
            if deeper:
                return [*deeper, tail]
    return []


def index_terms(text: str, lang: str, vocabulary: frozenset[str]) -> list[str]:
    """Terms under which a passage is found, with repetitions: stems, and stems of compound parts."""
    return [term for word in words(text) for term in word_terms(word, lang, vocabulary)]


def word_terms(word: str, lang: str, vocabulary: frozenset[str]) -> list[str]:
    """Terms of one word of a passage; none for a stop word."""
    return [] if word in stop_words(lang) else _variants(word, lang, vocabulary)


def content_words(text: str, lang: str) -> list[str]:
    """The words of a question that are no stop words, each once.

    A short question's language is guessed badly and product names are the same in both, so `lang` decides
    only where every word is a stop word of either language ("was kostet das" has one word that is none).
    """
    asked = list(dict.fromkeys(words(text)))
    return [word for word in asked if word not in _EITHER] or [word for word in asked if word not in stop_words(lang)]


def query_terms(text: str, lang: str, vocabulary: frozenset[str]) -> list[list[str]]:
    """Per content word of a question the terms that may stand for it, in its own language and the other, and for a word that
    only asks (`asked_words.yaml`) those of what is then found."""
    return [
        list(dict.fromkeys(term for meant in (word, *_ANSWERED.get(word, ())) for code in ("de", "en")
                           for term in _variants(meant, code, vocabulary)))
        for word in content_words(text, lang)
    ]


@lru_cache(maxsize=200_000)
def _cached_parts(word: str, vocabulary: frozenset[str]) -> tuple[str, ...]:
    return tuple(split_compound(word, vocabulary))


def _variants(word: str, lang: str, vocabulary: frozenset[str]) -> list[str]:
    terms = [stem(word, lang)]
    if lang == "de" and len(word) >= 2 * _SHORTEST_PART and word.isalpha():
        terms += [stem(part, lang) for part in _cached_parts(word, vocabulary)]
    if "-" in word or "/" in word:
        terms += [stem(part, lang) for part in re.split(r"[-/]", word) if len(part) > 1]
    return terms
