"""Words of a text for lexical search: German and English stems, stop words, parts of compounds."""

from __future__ import annotations

import re
import threading
import unicodedata
from collections.abc import Iterable
from functools import lru_cache

import Stemmer

_WORD = re.compile(r"[^\W_]+(?:[./-][^\W_]+)*")
_LINKING = ("", "s", "es", "n", "en")
_SHORTEST_PART = 4
_STOP = {
    "de": frozenset(
        ["aber", "alle", "allem", "allen", "aller", "alles", "als", "also", "am", "an", "ander", "andere", "anderem", "anderen", "anderer", "anderes", "auch", "auf", "aus", "bei", "beim", "bin", "bis", "bist", "da", "damit", "dann", "das", "dass", "daß", "dein", "deine", "dem", "den", "denn", "der", "des", "dessen", "dich", "die", "dies", "diese", "diesem", "diesen", "dieser", "dieses", "dir", "doch", "dort", "du", "durch", "ein", "eine", "einem", "einen", "einer", "eines", "einig", "einige", "einigen", "er", "es", "etwas", "euch", "euer", "eure", "für", "gegen", "hab", "habe", "haben", "hat", "hatte", "hatten", "hier", "hin", "hinter", "ich", "ihm", "ihn", "ihnen", "ihr", "ihre", "ihrem", "ihren", "ihrer", "ihres", "im", "in", "indem", "ins", "ist", "ja", "jede", "jedem", "jeden", "jeder", "jedes", "jene", "jetzt", "kann", "kein", "keine", "keinem", "keinen", "keiner", "man", "manche", "mein", "meine", "mich", "mir", "mit", "muss", "müssen", "nach", "nicht", "nichts", "noch", "nun", "nur", "ob", "oder", "ohne", "sehr", "sein", "seine", "seinem", "seinen", "seiner", "sich", "sie", "sind", "so", "solche", "soll", "sollen", "sollte", "sondern", "sonst", "über", "um", "und", "uns", "unser", "unsere", "unserem", "unseren", "unserer", "unter", "viel", "vom", "von", "vor", "war", "waren", "was", "weg", "weil", "weiter", "welche", "welchem", "welchen", "welcher", "welches", "wenn", "werde", "werden", "wie", "wieder", "will", "wir", "wird", "wirst", "wo", "wollen", "wollte", "würde", "würden", "zu", "zum", "zur", "zwar", "zwischen", "eigentlich", "mal", "denn", "eben", "halt", "bitte", "gibt", "geht", "kommt", "macht", "machen", "lässt"]
    ),
    "en": frozenset(
        ["a", "about", "above", "after", "again", "all", "am", "an", "and", "any", "are", "as", "at", "be", "because", "been", "before", "being", "below", "between", "both", "but", "by", "can", "could", "did", "do", "does", "doing", "down", "during", "each", "few", "for", "from", "further", "had", "has", "have", "having", "he", "her", "here", "hers", "him", "his", "how", "i", "if", "in", "into", "is", "it", "its", "itself", "just", "me", "more", "most", "my", "no", "nor", "not", "now", "of", "off", "on", "once", "only", "or", "other", "our", "ours", "out", "over", "own", "same", "she", "should", "so", "some", "such", "than", "that", "the", "their", "theirs", "them", "then", "there", "these", "they", "this", "those", "through", "to", "too", "under", "until", "up", "very", "was", "we", "were", "what", "when", "where", "which", "while", "who", "whom", "why", "will", "with", "would", "you", "your", "yours", "get", "got", "there's", "it's", "we're", "don't", "does"]
    ),
}
_local = threading.local()


def words(text: str) -> list[str]:
    """Lower-case words in reading order; numbers, "iec-62443" and "2.5" stay whole."""
    return _WORD.findall(unicodedata.normalize("NFKC", text).casefold())


def stop_words(lang: str) -> frozenset[str]:
    """Words that carry no topic in `lang`; for any other language those of both."""
    return _STOP.get(lang, _STOP["de"] | _STOP["en"])


def stem(word: str, lang: str) -> str:
    """Snowball stem; words with digits and words of other languages stay as they are."""
    if lang not in _STOP or any(ch.isdigit() for ch in word):
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
    stop, terms = stop_words(lang), []
    for word in words(text):
        if word in stop:
            continue
        terms += _variants(word, lang, vocabulary)
    return terms


def query_terms(text: str, lang: str, vocabulary: frozenset[str]) -> list[list[str]]:
    """Per content word of a question the terms that may stand for it, in its own language and the other.

    A short question's language is guessed badly, and product names are the same in both.
    """
    stop = stop_words(lang)
    found = [word for word in dict.fromkeys(words(text)) if word not in stop]
    return [
        list(dict.fromkeys(term for code in ("de", "en") for term in _variants(word, code, vocabulary)))
        for word in found
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
