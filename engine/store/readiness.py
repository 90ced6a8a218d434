"""How a service process tells the one that started it that it can take requests: a file in the folder they share."""

from __future__ import annotations

import os
from pathlib import Path

SHARED_FOLDER = "PROMETHEUS_MULTIPROC_DIR"  # the name that the library of the metrics gives it


def tell_ready() -> None:
    """Said by a process once model and release are loaded; the listening socket follows within milliseconds."""
    folder = os.environ.get(SHARED_FOLDER)
    if folder:
        (Path(folder) / f"ready-{os.getpid()}").touch()


def ready(folder: Path) -> int:
    """How many have said so and live."""
    return sum(_lives(int(said.name.removeprefix("ready-"))) for said in folder.glob("ready-*"))


def _lives(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:  # somebody else's: it lives
        return True
    return True
