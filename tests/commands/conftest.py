"""Commands as a person types them, in this process: what `python -m engine` starts, with what it printed."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from engine.__main__ import main
from engine.service import Engine
from engine.settings import Settings


@dataclass(frozen=True)
class Done:
    """A finished command: exit code and what it wrote."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        """Standard output, which must be one JSON document and nothing else."""
        return json.loads(self.out)


Run = Callable[..., Done]


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Run:
    """Runs a command line, words apart."""
    monkeypatch.setenv("COLUMNS", "200")

    def call(*words: object) -> Done:
        monkeypatch.setattr("sys.argv", ["python -m engine", *map(str, words)])
        capsys.readouterr()
        with pytest.raises(SystemExit) as left:
            main()
        out, err = capsys.readouterr()
        code = left.value.code
        return Done(code if isinstance(code, int) else int(code is not None), out, err)

    return call


@pytest.fixture
def published(built: Settings, engine: Engine, monkeypatch: pytest.MonkeyPatch) -> Settings:
    """The command line works on the shared release; only for commands that read."""
    monkeypatch.setenv("LOTSE_VAR", str(built.var))
    monkeypatch.setattr("engine.assembly.Assembly.engine", lambda parts: engine if parts.settings.var == built.var else None)
    return built


@pytest.fixture
def own(built: Settings, library_dir: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A copy of the library whose release is published in a state folder of its own; the folder of the copy."""
    var = tmp_path / "var"
    shutil.copytree(built.var / "releases", var / "releases")
    (var / "model").symlink_to((built.var / "model").resolve())
    monkeypatch.setenv("LOTSE_VAR", str(var))
    return Path(shutil.copytree(library_dir, tmp_path / "library"))
