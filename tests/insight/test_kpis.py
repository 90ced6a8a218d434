"""Every figure against a count made by hand."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from engine.commands.reporting import headline
from engine.insight.kpis import REPORTS
from engine.insight.report import Result
from engine.learning.draw import draw, with_floor
from tests.insight.columns_of import DAY, MINUTE, SECOND, decision, event, warehouse


def _run(name: str, folder: Path, events: list, decisions: list, **given: object) -> Result:
    with warehouse(folder, events, decisions, **given) as con:
        return REPORTS[name].run(con)


def test_hold_rate_bounds_count_returns_and_glances(tmp_path: Path) -> None:
    events, decisions = [], []
    for i in range(200):
        who = f"v{i}"
        decisions.append(decision(f"d{i}", 0, who, role_source="inferred"))
        if i < 20:
            events.append(event("search_return", MINUTE, who))  # seen to go back
        elif i < 30:
            decisions.append(decision(f"again{i}", MINUTE, who, page="b.md"))  # comes from the search again
        elif i < 40:
            decisions.append(decision(f"reload{i}", MINUTE, who))  # the same page again is no return
            events.append(event("dwell", MINUTE, who, value=40))
        elif i < 100:
            events.append(event("dwell", MINUTE, who, value=29))  # a glance
        elif i < 110:
            events.append(event("download", MINUTE, who))  # short, but with a goal
        else:
            events.append(event("dwell", MINUTE, who, value=31))
    result = _run("hold_rate", tmp_path, events, decisions)
    bounds = {row["bound"]: row["rate"] for row in result.rows}
    assert bounds == {"upper": pytest.approx(170 / 200), "lower": pytest.approx(110 / 200), "width": pytest.approx(60 / 200)}
    assert result.value == pytest.approx(110 / 200)
    assert result.upper == pytest.approx(170 / 200)
    assert result.interval[0] < 110 / 200 < 170 / 200 < result.interval[1]
    assert headline(result).startswith("between 55.0 % and 85.0 %  [")  # never one number


def test_visits_end_at_pauses_of_thirty_minutes(tmp_path: Path) -> None:
    decisions = [decision(f"d{i}-{k}", k * 31 * MINUTE, f"v{i}") for i in range(60) for k in range(2)]
    assert _run("hold_rate", tmp_path, [], decisions).n == 120


def test_answered_needs_a_result_opened_and_no_new_question_within_a_minute(tmp_path: Path) -> None:
    events = []
    for i in range(100):
        who = f"v{i}" if i % 2 else None  # also without consent, by the decision
        same = {"visitor": who, "decision": f"d{i}"}
        events.append(event("question", 0, **same))
        if i < 40:
            events.append(event("click", 10 * SECOND, **same))
        if i < 10:
            events.append(event("question", 40 * SECOND, **same))  # asked again soon: neither is answered
        if 40 <= i < 50:
            events.append(event("feedback", 20 * SECOND, **same))
    result = _run("answered", tmp_path, events, [decision(f"d{i}", 0, f"v{i}" if i % 2 else None) for i in range(100)])
    assert (result.value, result.n) == (pytest.approx(40 / 110), 110)


def test_gaps_are_listed_from_ten_people_on(tmp_path: Path) -> None:
    events = [event("question", i, f"v{i}", query=" Gibt es  Wein? ", answer="none", value=0) for i in range(10)]
    events += [event("question", i, f"v{i}", query="Herr Muster", answer="none", value=0) for i in range(9)]
    events += [event("question", i, "v1", query="Immer ich", answer="none", value=0) for i in range(50)]
    events += [event("question", i, f"v{i}", query="Preis?", answer="found") for i in range(31)]
    result = _run("no_answers", tmp_path, events, [])
    assert [row["question"] for row in result.rows] == ["gibt es wein?"]
    assert result.value == pytest.approx(69 / 100)


def test_who_is_no_customer_is_in_no_figure(tmp_path: Path) -> None:
    decisions = [decision(f"d{i}", 0, f"v{i}") for i in range(150)]
    events = [event("question", 5, f"v{i}", not_buying="student") for i in range(30)]
    assert _run("hold_rate", tmp_path, events, decisions).n == 120


@pytest.mark.parametrize(("words", "asked"), [("was kostet das ", 150), (None, 150), ("und die Wartung?", 300)])
def test_a_question_that_the_page_reports_once_more_is_one_asking(tmp_path: Path, words: str | None, asked: int) -> None:
    """The answer was made for the question, so the log knows it; the page says again that it was asked."""
    decisions = [decision(f"d{i}", 0, f"v{i}") for i in range(150)]
    events = [event("question", 0, f"v{i}", derived=True, decision=f"d{i}", query="Was kostet das", answer="none")
              for i in range(150)]
    events += [event("question", SECOND, f"v{i}", decision=f"d{i}", query=words) for i in range(150)]
    events += [event("click", 9 * SECOND, f"v{i}", decision=f"d{i}") for i in range(150)]
    assert _run("answered", tmp_path / "a", events, decisions).n == asked
    gaps = _run("no_answers", tmp_path / "b", events, decisions)
    assert (gaps.n, gaps.value) == (asked, 150 / asked)


def test_backward_share_counts_changes_only(tmp_path: Path) -> None:
    decisions = [decision(f"d{i}-{k}", k * MINUTE, f"v{i}", phase=phase)
                 for i in range(60) for k, phase in enumerate(("explore", "explore", "select", "explore"))]
    result = _run("journeys", tmp_path, [], decisions, phases=("explore", "select"))
    assert (result.value, result.n) == (0.5, 120)
    assert result.rows[0] == {"from": "explore", "n": 120, "explore": 0.5, "select": 0.5}


def test_calibrated_probabilities_have_no_error_and_false_ones_do(tmp_path: Path) -> None:
    events, decisions = [], []
    for i in range(200):
        said = "it" if i % 5 else "finance"  # it in 80 of 100
        decisions.append(decision(f"d{i}", 0, f"v{i}", roles=[("it", 0.8), ("finance", 0.2)], role="it", role_source="inferred"))
        events.append(event("role", MINUTE, f"v{i}", decision=f"d{i}", role=said))
    true = _run("role_calibration", tmp_path / "a", events, decisions)
    assert true.value == pytest.approx(0, abs=1e-9)
    assert true.rows[0]["brier"] == pytest.approx(0.8 * 0.08 + 0.2 * 1.28)
    sure = [{**one, "roles": [("it", 1.0), ("finance", 0.0)]} for one in decisions]
    assert _run("role_calibration", tmp_path / "b", events, sure).value == pytest.approx(0.2)


def test_ladder_counts_higher_steps_for_lower_ones(tmp_path: Path) -> None:
    decisions = [decision(f"d{i}", 0, f"v{i}") for i in range(200)]
    events = [event("crm", DAY, f"v{i}", server=True, step="customer") for i in range(20)]
    events += [event("contact_form", MINUTE, f"v{i}") for i in range(20, 50)]
    result = _run("ladder", tmp_path, events, decisions)
    assert result.value == pytest.approx(50 / 200)


def test_a_split_without_difference_is_not_worth_it(tmp_path: Path) -> None:
    decisions, events = [], []
    for i in range(1600):
        role, kind = ("it", "finance")[i % 2], ("study", "price")[i // 2 % 2]
        decisions.append(decision(f"d{i}", i * MINUTE, f"v{i}", role=role, phase="select", lang="de", main_type=kind,
                                  propensity=0.5))
        if i % 7 == 0:
            events.append(event("click", i * MINUTE, f"v{i}", decision=f"d{i}", slot="main"))
    result = _run("segmentation", tmp_path / "a", events, decisions)
    assert {row["verdict"] for row in result.rows} == {"not worth it"}
    apart = [event("click", i * MINUTE, f"v{i}", decision=f"d{i}", slot="main") for i, one in enumerate(decisions)
             if (one["role"] == "it") == (one["main_type"] == "study")]
    found = {row["split"]: row["verdict"] for row in _run("segmentation", tmp_path / "b", apart, decisions).rows}
    assert found["role"] == "worth it"


def test_lift_says_too_early_without_naming_a_difference(tmp_path: Path) -> None:
    decisions = [decision(f"d{i}", 0, f"v{i}", group="holdout" if i % 10 == 0 else "engine") for i in range(400)]
    events = [event("click", MINUTE, f"v{i}", decision=f"d{i}") for i in range(0, 400, 3)]
    result = _run("lift", tmp_path, events, decisions)
    assert (result.state, result.value, result.interval) == ("too early", None, None)
    assert "rate" not in result.rows[0]


@pytest.mark.parametrize("name", list(REPORTS))
def test_an_empty_log_is_no_error(name: str, tmp_path: Path) -> None:
    result = _run(name, tmp_path, [], [])
    assert (result.value, result.n) == (None, 0)


def test_a_segment_of_nine_people_is_left_out_however_much_they_ask(tmp_path: Path) -> None:
    decisions = [decision(f"d{i}", i * MINUTE, f"v{i % 900}", role="it" if i % 900 > 8 else "user", phase="select", lang="de",
                          main_type=("study", "price")[i % 2], propensity=0.5) for i in range(4500)]
    rows = {row["split"]: row for row in _run("segmentation", tmp_path, [], decisions).rows}
    assert (rows["role"]["segments"], rows["phase"]["segments"]) == (1, 1)


def test_exploration_counts_what_was_not_the_likeliest_and_not_what_rounding_moved(tmp_path: Path) -> None:
    chances = with_floor(np.array([0.85, *([0.15 / 26] * 26)]), 0.02)
    assert chances.sum() > 1 + 1e-6, "as logged they do not add up to 1"
    drawn = [draw(chances, 1, f"seed {i}") for i in range(400)]
    tried = sum(choice.order[0] != 0 for choice in drawn)
    result = _run("exploration", tmp_path, [], [
        decision(f"d{i}", i * MINUTE, f"v{i}", likeliest=float(chances.max()), propensity=choice.propensities[0], given_up=0.0)
        for i, choice in enumerate(drawn)])
    assert 30 < tried < 100
    assert (result.n, result.value) == (400, pytest.approx(tried / 400))
