"""One month of small traffic a test."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.insight.traffic import Traffic


@pytest.fixture
def traffic(tmp_path: Path) -> Traffic:
    """An empty log to fill."""
    return Traffic(tmp_path / "var")
