"""A case of a golden set may say that its business is linear."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

from engine.insight.judging.cases import read_cases


def test_a_case_may_name_its_journey(tmp_path: Path) -> None:
    file = tmp_path / "cases.yaml"
    file.write_text("- {id: a, group: g, clues: {query: q, journey: linear}, gold: {}}\n- {id: b, group: g, clues: {query: q}, gold: {}}\n")
    assert [case.request.journey for case in read_cases(file, datetime(2026, 11, 21, tzinfo=UTC))] == ["linear", ""]
