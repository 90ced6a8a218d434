"""report in the terminal: what strangers wrote is shown as text and nothing else."""

from __future__ import annotations

from pathlib import Path

import pytest

from engine.insight.kpis import REPORTS
from engine.insight.report import Result
from tests.commands.conftest import Run


def test_what_visitors_wrote_steers_no_terminal(run: Run, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("LOTSE_VAR", str(tmp_path))
    asked = Result(value=None, n=5, rows=[{"question": "[/x] was \x1b]0;kostet\x07 \u202edas\x9b31m [red]hier", "times": 5}])
    monkeypatch.setattr("engine.commands.reporting.run_reports", lambda *_, **__: [(REPORTS["answered"], asked)])
    done = run("report", "answered")
    assert done.code == 0, done.err
    assert "[/x] was ]0;kostet das31m [red]hier" in done.out
    assert not set(done.out) & set("\x1b\x07\x9b\u202e")
