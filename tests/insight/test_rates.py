"""Rates: intervals as published, nothing said for too few, nobody shown in small cells."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from engine.insight.rates import MIN_N, MIN_PEOPLE, enough_people, rate, single, wilson


@given(n=st.integers(1, 5000), share=st.floats(0, 1))
def test_wilson_agrees_with_scipy(n: int, share: float) -> None:
    hits = round(n * share)
    other = stats.binomtest(hits, n).proportion_ci(method="wilson")
    assert wilson(hits, n) == pytest.approx((other.low, other.high), abs=1e-9)


def test_nothing_seen_leaves_everything_possible() -> None:
    assert wilson(0, 0) == (0.0, 1.0)


def test_below_a_hundred_there_is_no_rate() -> None:
    assert rate({}, 50, MIN_N - 1)["rate"] is None
    assert rate({}, 50, MIN_N)["rate"] == 0.5


@given(st.lists(st.integers(0, 40), max_size=12))
def test_nobody_is_shown_in_a_small_segment_nor_found_by_subtraction(sizes: list[int]) -> None:
    shown, hidden = enough_people((people, {"people": people}) for people in sizes)
    assert all(row["people"] >= MIN_PEOPLE for row in shown)
    assert len(shown) + hidden == len(sizes)
    assert hidden != 1 or len(shown) == 0


def test_a_rate_of_few_people_hides_even_how_many_there_were() -> None:
    result = single(5, 500, [], {}, people=9)
    assert (result.value, result.n, result.state) == (None, 0, "too few")
