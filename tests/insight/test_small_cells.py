"""No figure of fewer than ten people, and none from which one could be worked out."""

from __future__ import annotations

from pathlib import Path

import pytest

from engine.insight.kpis import REPORTS
from tests.insight.columns_of import DAY, MINUTE, decision, event, warehouse


@pytest.mark.parametrize(("people", "shown"), [(9, False), (10, True)])
@pytest.mark.parametrize("name", ["dead_ends", "journeys"])
def test_many_views_of_a_few_people_are_no_figure(tmp_path: Path, name: str, people: int, shown: bool) -> None:
    pages = [decision(f"d{i}", i * MINUTE, f"v{i % people}", phase=("explore", "select")[i // people % 2], page=f"{i % 30}.md")
             for i in range(600)]
    with warehouse(tmp_path, [], pages, phases=("explore", "select")) as con:
        result = REPORTS[name].run(con)
    assert (result.value is not None) is shown
    assert (result.n > 0) is shown


@pytest.mark.parametrize(("known", "shown"), [(9, False), (10, True)])
def test_a_step_that_a_handful_reached_shows_no_rate_either(tmp_path: Path, known: int, shown: bool) -> None:
    decisions = [decision(f"d{i}", 0, f"v{i}") for i in range(200)]
    events = [event("click", MINUTE, f"v{i}", decision=f"d{i}") for i in range(200)]
    events += [event("contact_form", DAY, f"v{i}") for i in range(known)]
    with warehouse(tmp_path, events, decisions) as con:
        result = REPORTS["ladder"].run(con)
    row = next(row for row in result.rows if row["step"] == "known")
    assert row["reached"] == (known if shown else "under 10")
    assert [row[name] is not None for name in ("rate", "low", "high")] == [shown] * 3
    assert (result.value is not None) is shown
    assert (result.interval is not None) is shown


def test_a_step_that_nobody_reached_says_so(tmp_path: Path) -> None:
    with warehouse(tmp_path, [], [decision(f"d{i}", 0, f"v{i}") for i in range(200)]) as con:
        result = REPORTS["ladder"].run(con)
    assert result.value == 0
    assert next(row for row in result.rows if row["step"] == "held")["reached"] == 0


@pytest.mark.parametrize(("known", "counted"), [(0, 60), (9, 40), (10, 50)])
def test_a_month_of_a_handful_cannot_be_worked_out_from_the_total(tmp_path: Path, known: int, counted: int) -> None:
    """With 9 who became known the second month is in no sum, since the sum less the first month's would tell."""
    month = {first: [decision(f"{first}{i}", day * DAY, f"{first}{i}") for i in range(200)] for first, day in (("a", 0), ("b", 40))}
    events = [event("contact_form", MINUTE, f"a{i}") for i in range(40 if known else 60)]
    events += [event("contact_form", 41 * DAY, f"b{i}") for i in range(known)]
    with warehouse(tmp_path, events, [*month["a"], *month["b"]]) as con:
        result = REPORTS["ladder"].run(con)
    assert result.n == (200 if known == 9 else 400)
    assert result.value is not None
    assert round(result.value * result.n) == counted


def test_a_month_of_a_handful_on_a_side_ladder_neither(tmp_path: Path) -> None:
    steps = [("a", 0, "started", 200), ("a", 1, "converted", 30), ("b", 40, "started", 200), ("b", 41, "converted", 4),
             ("c", 80, "started", 7)]
    events = [event("subscription", day * DAY, f"{who}{i}", ladder="trial", step=step, server=True)
              for who, day, step, people in steps for i in range(people)]
    with warehouse(tmp_path, events, []) as con:
        result = REPORTS["side_ladders"].run(con)
    assert [(row["n"], row["reached"]) for row in result.rows] == [(200, 30), (200, "under 10")]
    assert (result.n, result.value) == (200, 30 / 200)


def test_ways_of_a_handful_are_shown_together_and_shares_are_of_all(tmp_path: Path) -> None:
    """30 stay, 12 go on, 6 and 3 go elsewhere: the last two are nine people, so those who go on join them."""
    ways = ["problem"] * 30 + ["select"] * 12 + ["explore"] * 6 + ["use"] * 3
    pages = [decision(f"d{i}.{k}", k * DAY, f"v{i}", phase=phase) for i, way in enumerate(ways)
             for k, phase in enumerate(("problem", way))]
    with warehouse(tmp_path, [], pages, phases=("problem", "explore", "select", "use")) as con:
        row = REPORTS["journeys"].run(con).rows[0]
    assert row == {"from": "problem", "n": 51, "problem": round(30 / 51, 4), "explore": None, "select": None, "use": None,
                   "others": round(21 / 51, 4)}
