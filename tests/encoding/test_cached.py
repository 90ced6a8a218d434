"""The memory of questions: same vectors, fewer model calls, bounded."""

from collections.abc import Sequence

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from engine.encoding.cached import CachedEncoder
from engine.encoding.encoder import Vectors


class Counting:
    """A stand-in whose vector tells the text's length; it counts the texts it was given."""

    name, dimension = "counting", 2

    def __init__(self) -> None:
        self.seen: list[str] = []

    def queries(self, texts: Sequence[str]) -> Vectors:
        self.seen.extend(texts)
        return np.array([[len(text), hash(text) % 97] for text in texts], np.float32)

    def passages(self, texts: Sequence[str]) -> Vectors:
        return self.queries(texts)


@given(st.lists(st.lists(st.text(max_size=3), max_size=6), max_size=12), st.integers(1, 5))
def test_same_vectors_in_the_same_order_as_without(batches: list[list[str]], size: int) -> None:
    cached, plain = CachedEncoder(Counting(), size), Counting()
    for batch in batches:
        if batch:
            np.testing.assert_array_equal(cached.queries(batch), plain.queries(batch))
        else:
            assert cached.queries(batch).shape == (0, 2)
        assert len(cached._known) <= size


def test_a_known_question_costs_no_call() -> None:
    inner = Counting()
    cached = CachedEncoder(inner, 2)
    cached.queries(["a", "b", "a"])
    cached.queries(["b"])
    assert inner.seen == ["a", "b"]
    cached.queries(["c"])  # the oldest, a, goes
    cached.queries(["b", "a"])
    assert inner.seen == ["a", "b", "c", "a"]


def test_no_question_is_kept_in_words() -> None:
    cached = CachedEncoder(Counting())
    cached.queries(["a private question"])
    assert b"private" not in b"".join(cached._known)


def test_passages_are_not_remembered() -> None:
    inner = Counting()
    cached = CachedEncoder(inner)
    cached.passages(["a"])
    cached.passages(["a"])
    assert inner.seen == ["a", "a"]
