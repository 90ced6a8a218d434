"""check: what is wrong with a library folder, before visitors see it."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from engine import clock
from engine.assembly import Assembly
from engine.commands.options import Json, print_json
from engine.commands.progress import shown
from engine.library import report
from engine.library.lint import lint
from engine.library.read import read_library
from engine.settings import Settings


def check(folder: Annotated[Path, typer.Argument(help="The library folder.")], json: Json = False) -> None:
    """Lint a library folder; exit code 1 when there are errors."""
    parts = Assembly(Settings.load())
    with shown(quiet=json) as bar:
        library = read_library(folder, parts.taxonomy, progress=lambda done, total, _: bar("reading", done, total))
    findings = lint(library, parts.taxonomy, clock.today())
    if json:
        print_json(report.to_json(library, findings))
    else:
        console = Console()
        console.print(report.check_table(findings))
        console.print(f"{len(library.documents)} documents. {report.summary(findings)}")
    if report.has_errors(findings):
        raise typer.Exit(1)


def register(app: typer.Typer) -> None:
    """Add these commands."""
    app.command()(check)
