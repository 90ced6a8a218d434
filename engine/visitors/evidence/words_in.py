"""The taxonomy's own words in a text: roles' words and the phase signals."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache

from engine.taxonomy import Taxonomy
from engine.visitors.ratios import product

_SHORT = 4
_MOST_HITS = 2


def role_words(text: str, taxonomy: Taxonomy) -> dict[str, float]:
    """Ratios from words that a role is known to use, at most two a role counted (`role_rules.word_hit_lr`)."""
    lr = taxonomy.role_rules.get("word_hit_lr", 4.0)
    ratios: dict[str, float] = {}
    for role in taxonomy.roles.values():
        stems = tuple(word for words in role.words.values() for word in words)
        ratios[role.id] = lr ** min(_MOST_HITS, len(hits(text, stems)))
    return ratios


def signals_in(text: str, taxonomy: Taxonomy) -> list[str]:
    """Names of the question signals (q_price, q_support ...) whose words the text has."""
    return [name for name, signal in taxonomy.signals.items() if hits(text, (*signal.de, *signal.en))]


def phase_words(text: str, taxonomy: Taxonomy) -> dict[str, float]:
    """Ratios from the phase signals in a text."""
    return product((signal_ratios(name, taxonomy) for name in signals_in(text, taxonomy)), taxonomy.phases)


def signal_ratios(name: str, taxonomy: Taxonomy) -> dict[str, float]:
    """Ratios of one signal by phase; even when the taxonomy has no such signal."""
    signal = taxonomy.signals.get(name)
    if signal is None or len(signal.lr) != len(taxonomy.phases):
        return dict.fromkeys(taxonomy.phases, 1.0)
    return dict(zip(taxonomy.phases, signal.lr, strict=True))


def hits(text: str, stems: Iterable[str]) -> list[str]:
    """Stems found at the start of a word; short ones (up to four letters) only as whole words.

    "mes" must not be found in "messen", "job" not in "Jobticket".
    """
    return sorted({found.casefold() for found in _pattern(tuple(stems)).findall(text)})


@lru_cache(maxsize=256)
def _pattern(stems: tuple[str, ...]) -> re.Pattern[str]:
    parts = []
    for stem in sorted({s.strip() for s in stems if s.strip()}, key=len, reverse=True):
        whole = len(stem) <= _SHORT
        parts.append(re.escape(stem) + (r"(?!\w)" if whole else ""))
    return re.compile(rf"(?<!\w)(?:{'|'.join(parts)})" if parts else r"(?!)", re.IGNORECASE)
