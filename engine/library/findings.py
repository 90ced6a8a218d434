"""A finding: something about one file that its keeper should know, with what to do next."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Level = Literal["error", "warning", "info"]
ORDER: dict[str, int] = {"error": 0, "warning": 1, "info": 2}


@dataclass(frozen=True, slots=True)
class Finding:
    """One line of the check report; `line` counts from 1 and is None where the whole file is meant."""

    level: Level
    path: str
    line: int | None
    code: str
    what: str
    fix: str


def by_weight(findings: list[Finding]) -> tuple[Finding, ...]:
    """Errors first, then warnings, then info; within a level by file and line."""
    return tuple(sorted(findings, key=lambda f: (ORDER[f.level], f.path, f.line or 0, f.code)))
