"""Only processes that live count as ready."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from engine.store.readiness import SHARED_FOLDER, ready, tell_ready


def test_a_process_that_said_so_and_died_is_not_ready(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(SHARED_FOLDER, str(tmp_path))
    subprocess.run([sys.executable, "-c", "from engine.store.readiness import tell_ready; tell_ready()"], check=True)
    assert len(list(tmp_path.glob("ready-*"))) == 1
    assert ready(tmp_path) == 0
    tell_ready()
    assert ready(tmp_path) == 1
