"""Lift: the arithmetic agrees with a public engine, false alarms stay at 5 %, and nothing is claimed too early."""

from __future__ import annotations

import numpy as np
import pytest

from engine.errors import InvalidInput
from engine.learning.lift import (
    Side,
    compare,
    detectable,
    fixed_half_width,
    needed_units,
    sample_ratio_p,
    sequential_half_width,
    sequential_p,
    standard_error,
)
from engine.learning.lift_words import in_words

CASES = [(110, 1000, 95, 1000), (540, 5000, 61, 600), (12, 300, 30, 290), (4100, 9000, 400, 1000)]


@pytest.mark.parametrize(("hits", "n", "held_hits", "held_n"), CASES)
def test_intervals_agree_with_gbstats(hits: int, n: int, held_hits: int, held_n: int) -> None:
    tests = pytest.importorskip("gbstats.frequentist.tests", reason="gbstats 0.8 is not installed")
    models = pytest.importorskip("gbstats.models.statistics")
    theirs = [models.ProportionStatistic(n=held_n, sum=held_hits), models.ProportionStatistic(n=n, sum=hits)]
    ours = compare("held", Side.of_rate(hits, n), Side.of_rate(held_hits, held_n), share=n / (n + held_n))
    plain = tests.TwoSidedTTest(*theirs, tests.FrequentistConfig(difference_type="absolute")).compute_result()
    looks = tests.SequentialTwoSidedTTest(*theirs, tests.SequentialConfig(difference_type="absolute")).compute_result()
    assert ours.difference == pytest.approx(plain.expected, rel=1e-9)
    assert ours.fixed == pytest.approx(tuple(plain.ci), rel=1e-6)
    assert (ours.low, ours.high) == pytest.approx(tuple(looks.ci), rel=1e-6)
    assert ours.p == pytest.approx(looks.p_value, rel=1e-6)


@pytest.mark.parametrize(("treatment", "control"), [(900, 100), (870, 130), (9000, 1100), (50, 50)])
def test_the_sample_ratio_check_agrees_with_gbstats(treatment: int, control: int) -> None:
    gbstats = pytest.importorskip("gbstats.gbstats", reason="gbstats is not installed")
    assert sample_ratio_p(treatment, control, 0.9) == pytest.approx(gbstats.check_srm([treatment, control], [0.9, 0.1]))


def _aa(rate: float = 0.1, n: int = 9000, looks: int = 20, runs: int = 1000) -> tuple[float, float, float]:
    """Shares of A/A tests with a false alarm: fixed look at the end, sequential at any look, naive at any look."""
    rng = np.random.default_rng(20261121)
    fixed = peeking = naive = 0
    for _ in range(runs):
        step = np.array([0.9, 0.1]) * n / looks
        counts = np.cumsum(np.tile(step.astype(int), (looks, 1)), axis=0)
        hits = np.cumsum([rng.binomial(step.astype(int), rate) for _ in range(looks)], axis=0)
        alarm = wrong = False
        for (n_t, n_c), (x_t, x_c) in zip(counts, hits, strict=True):
            t, c = Side.of_rate(int(x_t), int(n_t)), Side.of_rate(int(x_c), int(n_c))
            error = standard_error(t, c)
            alarm |= bool(error > 0 and abs(t.mean - c.mean) > sequential_half_width(error, t.n + c.n))
            last = bool(error > 0 and abs(t.mean - c.mean) > fixed_half_width(t, c))
            wrong |= last
        fixed, peeking, naive = fixed + last, peeking + alarm, naive + wrong
    return fixed / runs, peeking / runs, naive / runs


def test_a_thousand_aa_tests_alarm_as_often_as_promised() -> None:
    fixed, peeking, naive = _aa()
    assert 0.0365 <= fixed <= 0.0635  # 95 % band of a binomial of 1,000 around 5 %
    assert peeking <= 0.05
    assert naive > 0.1  # the test itself can fail: looking twenty times without correction does inflate


def test_before_the_smallest_effect_is_detectable_a_verdict_is_refused_however_large_the_difference() -> None:
    found = compare("hold rate", Side.of_rate(450, 900), Side.of_rate(20, 100))
    assert found.low > 0
    assert found.verdict == "too early"
    for lang in ("de", "en"):
        words = in_words(found, lang)
        assert "50" not in words.replace("500", "")
        assert "%" in words
    assert "Noch keine Aussage" in in_words(found, "de")


def test_a_real_effect_is_found_once_there_are_enough() -> None:
    found = compare("hold rate", Side.of_rate(45_000, 90_000), Side.of_rate(4_000, 10_000))
    assert found.verdict == "higher"
    assert "10.0 percentage points" in in_words(found)
    assert compare("x", Side.of_rate(36_000, 90_000), Side.of_rate(5_000, 10_000)).verdict == "lower"


def test_no_difference_with_enough_units_is_called_no_effect() -> None:
    assert compare("x", Side.of_rate(36_000, 90_000), Side.of_rate(4_000, 10_000)).verdict == "no effect seen"


def test_a_split_that_chance_does_not_make_breaks_the_comparison() -> None:
    found = compare("x", Side.of_rate(45_000, 90_000), Side.of_rate(4_000, 9_000))
    assert found.verdict == "broken"
    assert "repaired" in in_words(found)


def test_nothing_happened_yet() -> None:
    found = compare("x", Side.of_rate(0, 900), Side.of_rate(0, 100))
    assert found.verdict == "too early"
    assert found.detectable is None
    assert "nothing" in in_words(found)


@pytest.mark.parametrize(("base", "relative", "each"), [(0.03, 0.2, 12_933), (0.03, 0.5, 2_069), (0.1, 0.2, 3_600),
                                                        (0.4, 0.1, 2_400), (0.4, 0.05, 9_600)])
def test_needed_units_agree_with_the_rule_of_sixteen(base: float, relative: float, each: int) -> None:
    control = Side.of_rate(round(base * 10_000), 10_000)
    assert needed_units(control, relative, 0.5) == pytest.approx(2 * each, rel=0.03)


def test_the_detectable_effect_shrinks_with_the_root_of_the_units() -> None:
    small = detectable(Side.of_rate(90, 900), Side.of_rate(10, 100))
    large = detectable(Side.of_rate(9000, 90_000), Side.of_rate(1000, 10_000))
    assert small is not None
    assert large is not None
    assert small / large == pytest.approx(10, rel=1e-6)


def test_means_of_numbers_work_like_rates() -> None:
    values = np.array([0.0, 1.0] * 500)
    assert Side.of_values(values).mean == Side.of_rate(500, 1000).mean
    assert sequential_p(0.0, 0.01, 1000) == 1.0


@pytest.mark.parametrize(("hits", "n"), [(5, 4), (-1, 10), (0, -1)])
def test_impossible_counts_are_refused(hits: int, n: int) -> None:
    with pytest.raises(InvalidInput):
        Side.of_rate(hits, n)


@pytest.mark.parametrize(("hits", "n"), [(5, 10), (10, 10), (20, 20)])
def test_a_handful_of_whom_all_were_helped_is_no_base_for_a_verdict(hits: int, n: int) -> None:
    found = compare("helped", Side.of_rate(hits, n), Side.of_rate(n, n), share=0.5)
    assert found.verdict == "too early"
    assert found.detectable is not None
    assert found.detectable > 0.1
    assert np.isfinite([found.low, found.high]).all()


def test_words_of_a_refusal_contradict_themselves_nowhere() -> None:
    """More visitors came than planned, but too few of them without: what is missing is counted from there."""
    found = compare("helped", Side.of_rate(4077, 9060), Side.of_rate(423, 940), smallest=0.105)
    assert found.verdict == "too early"
    assert found.needed is not None
    assert found.needed < 10_000
    words = in_words(found, "en", 0.105)
    assert "About 0 more" not in words
    assert "11% or more" in words
    assert "10.5% as the one" in words


@pytest.mark.parametrize("lang", ["de", "en"])
@pytest.mark.parametrize("kpi", ["helped", "answered", "goal", "pass_on", "contact"])
def test_a_verdict_names_its_figure_as_people_do(lang: str, kpi: str) -> None:
    words = in_words(compare(kpi, Side.of_rate(45_000, 90_000), Side.of_rate(4_000, 10_000)), lang)
    assert "share of visitors who" in words or "Anteil der Besucher" in words
    assert f": {kpi}" not in words
