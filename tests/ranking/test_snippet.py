"""Snippets are sentences of the passage, the best ones, within the space there is."""

import random
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from engine.ranking.pipeline import rank
from engine.ranking.situation import Situation
from engine.ranking.snippet import Uses, best_window, for_question
from engine.visitors.models import Posterior, VisitorView
from tests.retrieval.makeshift import EvenHeads, page, published

sentences = st.lists(st.text(st.characters(categories=["L", "N", "Z"]), min_size=1, max_size=200), min_size=1, max_size=8)


@given(sentences, st.integers(0, 7))
def test_the_best_sentence_is_in_the_snippet(texts: list[str], best: int) -> None:
    values = np.zeros(len(texts), dtype=np.float32)
    values[best % len(texts)] = 1.0
    assert texts[best % len(texts)].strip() in best_window(tuple(texts), values)


def test_the_better_neighbour_comes_along_in_reading_order() -> None:
    values = np.array([0.1, 0.9, 0.5], dtype=np.float32)
    assert best_window(("Eins.", "Zwei.", "Drei."), values) == "Zwei. Drei."
    assert best_window(("Eins.", "Zwei.", "Drei."), values[::-1].copy()) == "Eins. Zwei."


def test_a_long_neighbour_stays_away() -> None:
    assert best_window(("Kurz.", "x" * 400), np.array([1.0, 0.5], dtype=np.float32)) == "Kurz."


def test_among_equally_close_sentences_role_and_phase_decide() -> None:
    close = np.array([0.800, 0.805, 0.600], dtype=np.float32)
    nobody, first, third = (np.array(values, dtype=np.float32) for values in ([0, 0, 0], [1, 0, 0], [0, 0, 1]))
    assert for_question(close, Uses(first, nobody)).argmax() == 0
    assert for_question(close, Uses(nobody, first)).argmax() == 0
    assert for_question(close, Uses(third, third)).argmax() != 2


@given(st.lists(st.floats(-1, 1, width=32), min_size=1, max_size=9), st.randoms())
def test_a_clearly_closer_sentence_always_wins(values: list[float], order: random.Random) -> None:
    close = np.array(values, dtype=np.float32)
    uses = Uses(*(np.array([order.random() for _ in values], dtype=np.float32) for _ in range(2)))
    assert close[for_question(close, uses).argmax()] >= close.max() - 0.011


class Wrapped:
    """Heads around others, such as ones that measure or count; whatever else is asked of them, the others answer."""

    def __init__(self, inner: Any) -> None:
        self.inner, self.asked = inner, 0

    def __getattr__(self, name: str) -> Any:
        return getattr(self.inner, name)

    def passages(self, vectors: np.ndarray) -> Any:
        self.asked += 1
        return self.inner.passages(vectors)


def test_wrapped_heads_are_asked_once_a_passage_too(tmp_path: Path) -> None:
    release = published(tmp_path, {"a.md": page("Prices", "The line costs 90000 euro. Leasing takes five years.")})
    heads = EvenHeads()
    heads.stand_alone = True  # type: ignore[attr-defined]
    wrapped = Wrapped(heads)
    situation = Situation(release=release, visitor=VisitorView(Posterior({}), Posterior({})), today=date(2026, 11, 21), slots=1)
    for _ in range(3):
        assert rank(situation, wrapped).chosen
    assert wrapped.asked == 1
