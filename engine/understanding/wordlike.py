"""Whether letters could be a German or English word at all, or are what fingers do on a keyboard ("asdfgh", "jjjj")."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from functools import cache
from pathlib import Path

SHIPPED = Path(__file__).with_name("wordlike.txt")
# Of 369 questions of eight judged libraries none has more than .17 strange triples, of 30 strings typed blindly 27 have .5 or
# more, questions in eleven other European languages at most .44.
_STRANGE = 0.5
_LEAST_WORDS = 3  # words of the corpus that hold a triple which counts as usual
_LETTERS = re.compile(r"[^\W\d_]{3,}")


def is_wordlike(words: Iterable[str]) -> bool:
    """Whether most triples of letters in these words, in lower case, stand in real words; True where there are none.

    Words of less than three letters and whatever has digits say nothing.
    """
    triples = [triple for word in words for part in _LETTERS.findall(word) for triple in _triples(part)]
    return not triples or sum(triple not in _usual() for triple in triples) < _STRANGE * len(triples)


def usual_triples(words: Iterable[str]) -> list[str]:
    """Triples of letters, word boundaries being "-", that stand in at least three different words, in order."""
    parts = {part for word in words for part in _LETTERS.findall(word)}
    count = Counter(triple for part in parts for triple in set(_triples(part)))
    return sorted(triple for triple, times in count.items() if times >= _LEAST_WORDS)


def _triples(word: str) -> list[str]:
    bound = f"-{word}-"
    return [bound[i : i + 3] for i in range(len(bound) - 2)]


@cache
def _usual() -> frozenset[str]:
    return frozenset(SHIPPED.read_text(encoding="utf-8").split())
