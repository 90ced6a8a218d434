"""A small library folder that every test fills as it needs."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from engine.library.read import Library, read_library
from engine.taxonomy import shipped

Reader = Callable[..., Library]


@pytest.fixture
def read(tmp_path: Path) -> Reader:
    """Write files (path -> text or bytes) into a fresh folder and read it as a library."""

    def write_and_read(files: dict[str, str | bytes], **options: object) -> Library:
        for name, content in files.items():
            target = tmp_path / name
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(content if isinstance(content, bytes) else content.encode())
        return read_library(tmp_path, shipped(), **options)  # type: ignore[arg-type]

    return write_and_read
