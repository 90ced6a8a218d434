"""quarantine: the operator sees what was put aside, and why."""

from __future__ import annotations

import uuid
from pathlib import Path

import pytest

from engine.events.room import open_room
from engine.settings import Settings
from tests.commands.conftest import Run


@pytest.fixture
def var(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A state folder for the command."""
    monkeypatch.setenv("LOTSE_VAR", str(tmp_path))
    return tmp_path


def test_reasons_are_counted_and_the_newest_listed(run: Run, var: Path) -> None:
    room = open_room(Settings(var=var))
    token = room.consent.grant("", ["measurement"], "1")
    late = [{"id": str(uuid.uuid4()), "type": "click", "at": "2001-01-01T00:00:00Z"} for _ in range(3)]
    room.accept([*late, {"id": "bad-value", "type": "click", "value": "x", "document": "[/b] a\x1b]0;b\x07.md"}], token)
    room.journal.close()
    found = run("quarantine", "--json").json
    assert [(one["reason"], one["events"]) for one in found["reasons"]] == [
        ("late: older than 7 days", 3), ("'value' must be a number between -1e12 and 1e12", 1)]
    assert found["newest"][0]["id"] == "bad-value"
    done = run("quarantine", "--limit", "1")
    assert done.code == 0, done.err
    assert "late: older than 7 days" in done.out
    assert "[/b] a" in done.out
    assert late[0]["id"] not in done.out
    assert not set(done.out) & set("\x1b\x07")


def test_before_there_is_a_log_it_says_so(run: Run, var: Path) -> None:
    done = run("quarantine")
    assert done.code == 1
    assert "There is no log yet" in done.err
    assert not (var / "log").exists()


def test_an_empty_quarantine_says_so(run: Run, var: Path) -> None:
    room = open_room(Settings(var=var))
    room.accept([{"id": str(uuid.uuid4()), "type": "click"}], "")
    room.journal.close()
    assert "Nothing was put aside" in run("quarantine").out
