from __future__ import annotations

from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.errors import InvalidInput
from engine.visitors.models import Clue
from engine.visitors.profile import MOST_BYTES, MOST_CLUES, Profile
from tests.visitors.conftest import LIBRARY, NOW

CLUE = st.builds(
    lambda kind, minutes, path, query: Clue(kind, NOW - timedelta(minutes=minutes), path, query),
    st.sampled_from(["view", "question", "share", "customer_login"]), st.integers(0, 60 * 24 * 200),
    st.sampled_from(["", *LIBRARY]), st.text(max_size=300),
)


def _of(clues: list[Clue]) -> Profile:
    profile = Profile.empty()
    for clue in clues:
        profile = profile.add(clue)
    return profile


@given(st.lists(CLUE, max_size=40), st.randoms())
@settings(max_examples=40, deadline=None)
def test_order_and_repetition_do_not_matter(clues: list[Clue], random) -> None:  # type: ignore[no-untyped-def]
    mixed = [*clues, *clues[:5]]
    random.shuffle(mixed)
    assert _of(mixed) == _of(clues)


@given(st.lists(CLUE, max_size=40), st.integers(0, 40))
@settings(max_examples=40, deadline=None)
def test_merging_two_halves_is_adding_all(clues: list[Clue], cut: int) -> None:
    assert _of(clues[:cut]).merge(_of(clues[cut:])) == _of(clues)


@given(st.lists(CLUE, max_size=60))
@settings(max_examples=40, deadline=None)
def test_it_is_bounded_and_comes_back(clues: list[Clue]) -> None:
    profile = _of(clues)
    packed = profile.to_bytes()
    assert len(packed) <= MOST_BYTES
    assert len(profile.rows) <= MOST_CLUES
    again = Profile.from_bytes(packed)
    assert again.rows <= profile.rows
    assert again.rows == frozenset(sorted(profile.rows, reverse=True)[: len(again.rows)])


def test_an_ordinary_profile_takes_a_few_hundred_bytes() -> None:
    paths = ["preise/preise.md", "produkte/datenblatt.md", "referenzen/molkerei.md"]
    clues = [Clue("view", NOW - timedelta(hours=7 * i), paths[i % 3]) for i in range(12)]
    clues += [Clue("question", NOW - timedelta(hours=5 * i), query=f"was kostet die wartung im jahr {i}") for i in range(4)]
    assert len(_of(clues).to_bytes()) < 400


def test_it_fades() -> None:
    profile = _of([Clue("view", NOW, "preise.md"), Clue("view", NOW - timedelta(days=50), "blog.md")])
    assert len(profile.faded(NOW, 21).rows) == 2
    assert [c.document for c in profile.faded(NOW + timedelta(days=30), 21).clues()] == ["preise.md"]
    assert profile.faded(NOW + timedelta(days=200), 21) == Profile.empty()


def test_private_words_are_not_kept() -> None:
    kept = _of([Clue("question", NOW, query="presse, ich bin 41 Jahre alt"), Clue("question", NOW, query="mein Vermieter")])
    assert sorted(c.query for c in kept.clues()) == ["", "presse"]


@pytest.mark.parametrize("data", [b"", b"x", b"{}", Profile.empty().to_bytes()[:-3]])
def test_damaged_bytes_are_refused(data: bytes) -> None:
    with pytest.raises(InvalidInput):
        Profile.from_bytes(data)
