"""What the reader of golden sets makes of cases."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

from engine.insight.judging.cases import read_cases, unknown_events, unknown_names
from engine.retrieval.calibration.library import Source
from tests.retrieval.makeshift import release


def test_a_case_may_name_its_journey(tmp_path: Path) -> None:
    file = tmp_path / "cases.yaml"
    file.write_text("- {id: a, group: g, clues: {query: q, journey: linear}, gold: {}}\n- {id: b, group: g, clues: {query: q}, gold: {}}\n")
    assert [case.request.journey for case in read_cases(file, datetime(2026, 11, 21, tzinfo=UTC))] == ["linear", ""]


def test_events_under_other_usual_names_are_understood_and_the_rest_is_told(tmp_path: Path) -> None:
    file = tmp_path / "cases.yaml"
    happened = "[{type: login, day: 1}, {type: quote_request, day: 1}, {type: share, day: 1}, {type: shouted, day: 1}]"
    file.write_text(f"- {{id: a, group: g, clues: {{events: {happened}}}, gold: {{}}}}\n")
    now = datetime(2026, 11, 21, tzinfo=UTC)
    cases = read_cases(file, now)
    assert [clue.type for clue in cases[0].request.history] == ["customer_login", "contact_form", "share", "shouted"]
    assert unknown_events(cases) == ["shouted"]
    (tmp_path / "map.yaml").write_text("events: {shouted: feedback, login: staff_login}\n")
    assert [clue.type for clue in read_cases(file, now)[0].request.history] == ["staff_login", "contact_form", "share", "feedback"]


def test_what_only_the_golden_set_knows_is_told(tmp_path: Path) -> None:
    held = release([Source("a.md", "Pumps", "Price", "A pump costs 500 euros.", "en")])
    file = tmp_path / "cases.yaml"
    file.write_text("- {id: a, group: g, clues: {document: b.md, query: q}, gold: {passages: ['a.md#Prize', a.md], role: [king, finance]}}\n"
                    "- {id: b, group: g, clues: {query: q}, gold: {phase: [unknown, foo], best: 'a.md#Price'}}\n")
    path = held.passages[0].section
    file.write_text(file.read_text().replace("a.md#Price", path))
    cases = read_cases(file, datetime(2026, 11, 21, tzinfo=UTC))
    assert unknown_names(cases, held) == ["a: a.md#Prize", "a: b.md", "a: king", "b: foo"]
