"""A new service process says that it is ready only if it can take over from one that answers in full."""

from __future__ import annotations

import signal
from collections.abc import Iterator
from pathlib import Path

import pytest

from engine.settings import Settings
from engine.store.readiness import SHARED_FOLDER, ready
from engine.web.server import serve_app


@pytest.fixture
def shared(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """The folder in which a process says so; signals are put back as they were."""
    monkeypatch.setenv(SHARED_FOLDER, str(tmp_path))
    before = signal.getsignal(signal.SIGTERM)
    yield tmp_path
    signal.signal(signal.SIGTERM, before)


def test_with_model_and_release_it_is_ready(shared: Path, built: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LOTSE_VAR", str(built.var))
    serve_app()
    assert ready(shared) == 1


@pytest.mark.parametrize("there", ["model", "releases"])
def test_without_the_one_or_the_other_it_is_not(
    there: str, shared: Path, built: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    var = tmp_path / "var"
    var.mkdir()
    (var / there).symlink_to(built.var / there)
    monkeypatch.setenv("LOTSE_VAR", str(var))
    serve_app()
    assert ready(shared) == 0
