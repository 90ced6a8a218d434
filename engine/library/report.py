"""Findings for people (a table) and for programs (JSON)."""

from __future__ import annotations

from collections import Counter
from dataclasses import asdict, replace
from typing import Any

from rich.table import Table
from rich.text import Text

from engine.library.findings import Finding
from engine.library.read import Library

_ALIKE, _NAMED = 5, 3  # findings
_COLOURS = {"error": "bold red", "warning": "yellow", "info": "dim"}


def check_table(findings: tuple[Finding, ...], *, limit: int = 0, title: str = "") -> Table:
    """One row a finding: level, where, what, and what to do; `limit` > 0 shows only so many. Default title: their summary."""
    table = Table(expand=True, title=title or summary(findings), title_justify="left")
    table.add_column("Level", no_wrap=True)
    for name, ratio in (("Where", 4), ("What", 6), ("What to do", 5)):
        table.add_column(name, ratio=ratio, overflow="fold")
    for finding in findings[: limit or None]:
        # Text, not markup: a file name may hold brackets.
        row = (finding.level, where(finding), finding.what, finding.fix)
        table.add_row(*(Text(cell) for cell in row), style=_COLOURS[finding.level])
    return table


def folded(findings: tuple[Finding, ...]) -> tuple[Finding, ...]:
    """The same without what buries the rest: infos that say the same of more than five files become one, naming three.

    "There is no en counterpart." of fifty files is one thing to decide, not fifty.
    """
    alike: dict[tuple[str, str], list[Finding]] = {}
    for finding in findings:
        alike.setdefault((finding.code, finding.what), []).append(finding)
    rows = []
    for finding in findings:
        group = alike[finding.code, finding.what]
        if finding.level != "info" or len(group) <= _ALIKE:
            rows.append(finding)
        elif finding is group[0]:
            paths = ", ".join(one.path for one in group[:_NAMED])
            rows.append(replace(finding, path=f"{paths} and {len(group) - _NAMED} more", line=None))
    return tuple(rows)


def where(finding: Finding) -> str:
    """Path and line, as editors understand them."""
    return f"{finding.path}:{finding.line}" if finding.line else finding.path


def summary(findings: tuple[Finding, ...]) -> str:
    """ "2 errors, 1 warning", or that all is well."""
    counts = Counter(finding.level for finding in findings)
    parts = [
        f"{counts[level]} {level if counts[level] == 1 or level == 'info' else level + 's'}"
        for level in ("error", "warning", "info")
        if counts[level]
    ]
    return ", ".join(parts) or "No findings"


def to_json(library: Library, findings: tuple[Finding, ...]) -> dict[str, Any]:
    """Counts and findings as plain values: `documents`, `passages`, `languages`, `counts`, `findings`."""
    counts = Counter(finding.level for finding in findings)
    return {
        "documents": len(library.documents),
        "passages": sum(len(document.passages) for document in library.documents),
        "languages": dict(Counter(document.lang for document in library.documents)),
        "counts": {level: counts[level] for level in ("error", "warning", "info")},
        "findings": [asdict(finding) for finding in findings],
    }


def has_errors(findings: tuple[Finding, ...]) -> bool:
    """Whether the check should end with exit status 1."""
    return any(finding.level == "error" for finding in findings)
