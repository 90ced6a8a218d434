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
