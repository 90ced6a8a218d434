"""The packed state: short, exact, and never half read."""

from __future__ import annotations

import uuid
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.errors import StoreError
from engine.store.profile_format import mark_of, packed, unpacked

JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**53), 2**53) | st.floats(allow_nan=False) | st.text(max_size=80),
    lambda inner: st.lists(inner, max_size=6) | st.dictionaries(st.text(max_size=12), inner, max_size=6), max_leaves=40,
)
DATA = st.dictionaries(st.text(min_size=2, max_size=12), JSON, max_size=6)


@given(DATA)
def test_what_was_packed_comes_back(data: dict[str, Any]) -> None:
    assert unpacked(packed(data)) == data


@given(DATA)
def test_the_same_data_always_gives_the_same_text(data: dict[str, Any]) -> None:
    assert packed(dict(reversed(data.items()))) == packed(data)


def test_a_profile_that_was_stored_plain_is_still_read() -> None:
    plain = {"clues": [], "role": [0, "", ""], "clicked": []}
    assert unpacked(plain) == plain


@pytest.mark.parametrize("change", [lambda text: "", lambda text: text[:-5], lambda text: "ä" + text[1:], lambda text: 7,
                                    lambda text: text[:10] + ("A" if text[10] != "A" else "B") + text[11:]])
def test_damaged_text_is_refused(change: Any) -> None:
    stored = packed({"clues": [[1, "mark", "view", f"preise/{i}.md", "", 1.0] for i in range(9)]})
    with pytest.raises(StoreError, match="cannot be read"):
        unpacked({name: change(text) for name, text in stored.items()})


def test_a_text_that_swells_beyond_any_profile_is_refused() -> None:
    with pytest.raises(StoreError, match="longer than a profile can be"):
        unpacked(packed({"clues": ["x" * (5 << 20)]}))


def test_marks_are_short_and_tell_events_apart() -> None:
    ids = [str(uuid.UUID(int=number)) for number in range(50_000)]
    assert len({mark_of(one) for one in ids}) == len(ids)
    assert {len(mark_of(one)) for one in [*ids[:100], "", "x" * 64, "\ud800"]} == {8}
