"""What belongs to one visit, and what counts as its first answer."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from engine.insight.kpis import REPORTS
from tests.insight.columns_of import MINUTE, decision, event, warehouse


def test_rows_of_one_moment_are_in_one_visit(tmp_path: Path) -> None:
    """A page's answer, the view that was seen with it and what was sent along often bear the same millisecond."""
    events: list[dict[str, Any]] = []
    decisions: list[dict[str, Any]] = []
    for person in range(2000):
        who = f"v{person}"
        for visit in range(3):
            at = visit * 120 * MINUTE
            decisions += [decision(f"d{person}.{visit}.{copy}", at, who) for copy in range(2)]
            events += [event(kind, at, who) for kind in ("return_visit", "view", "view", "role")]
            events.append(event("dwell", at + MINUTE, who))
    with warehouse(tmp_path, events, decisions) as con:
        assert con.one("SELECT count(*), max(stop - start), min(decisions), max(decisions) FROM visits") == (6000, MINUTE, 2, 2)


def test_a_question_without_an_answer_is_no_first_answer(tmp_path: Path) -> None:
    """The log writes the questions of a recommendation itself, with the answer and without a value of its own."""
    decisions = [decision(f"d{i}", 0, f"v{i}") for i in range(240)]
    events = [event("question", 5000, f"v{i}", answer="none" if i < 120 else "found") for i in range(240)]
    events += [event("click", 60_000, f"v{i}", decision=f"d{i}") for i in range(20)]
    with warehouse(tmp_path, events, decisions) as con:
        result = REPORTS["first_answer"].run(con)
    assert result.n == 140
    assert result.value == 5
