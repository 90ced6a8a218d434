"""check: what is wrong with a library folder and the operator's labels, before visitors see it."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from engine import clock
from engine.assembly import Assembly
from engine.commands.options import Json, print_json
from engine.commands.progress import shown
from engine.encoding.load import BUNDLED
from engine.encoding.prepare import prepare
from engine.errors import ModelError
from engine.library import report
from engine.library.checks.labels import own_labels, weakly_described
from engine.library.findings import Finding, by_weight
from engine.library.lint import lint
from engine.library.read import Library, read_library
from engine.retrieval.vectors import Progress
from engine.settings import Settings
from engine.understanding.confusable import confusable


def check(
    folder: Annotated[Path, typer.Argument(help="The library folder.")], json: Json = False,
    every: Annotated[bool, typer.Option("--all", help="List every file, also where many lack the same.")] = False,
) -> None:
    """Lint a library folder and the operator's own labels; exit code 1 when there are errors."""
    parts = Assembly(Settings.load())
    with shown(quiet=json) as bar:
        library = read_library(folder, parts.taxonomy, progress=lambda done, total, _: bar("reading", done, total))
        labels = check_labels(parts, library, bar)
    findings = by_weight([*lint(library, parts.taxonomy, clock.today()), *labels])
    if json:
        print_json(report.to_json(library, findings))
    else:
        console = Console()
        rows = findings if every else report.folded(findings)
        console.print(report.check_table(rows, title=report.summary(findings)))
        more = "" if len(rows) == len(findings) else " --all lists every file."
        console.print(f"{len(library.documents)} documents. {report.summary(findings)}.{more}")
    if report.has_errors(findings):
        raise typer.Exit(1)


def check_labels(parts: Assembly, library: Library, bar: Progress) -> list[Finding]:
    """Labels that are weakly described or confusable; only labels of the operator need the model for that."""
    path = parts.settings.taxonomy
    if not own_labels(parts.taxonomy):
        return []
    languages = Counter(document.lang for document in library.documents)
    found = list(weakly_described(parts.taxonomy, languages, path))
    try:
        if parts.settings.model == BUNDLED:
            prepare(parts.settings, lambda _, share: bar("preparing the model", round(100 * share), 100))
        return [*found, *confusable(parts.taxonomy, parts.indexing_encoder, path)]
    except ModelError as error:
        return [*found, Finding("info", path, None, "labels-not-compared",
                                f"Whether labels can be told apart was not checked: {error.what}", error.fix)]


def register(app: typer.Typer) -> None:
    """Add these commands."""
    app.command()(check)
