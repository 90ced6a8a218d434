"""judge: the engine on a golden set, beside plain methods."""

from __future__ import annotations

import tempfile
from datetime import UTC, datetime, time
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from engine import clock
from engine.assembly import Assembly
from engine.commands.options import Json, print_json
from engine.commands.progress import shown
from engine.encoding.prepare import prepare
from engine.errors import InvalidInput
from engine.insight.judging import report
from engine.insight.judging.cases import read_cases, unknown_events, unknown_names
from engine.insight.judging.run import judge as judge_all
from engine.retrieval.build import build_release
from engine.retrieval.current import CurrentRelease
from engine.retrieval.shelf import Shelf
from engine.service import Engine
from engine.settings import Settings


def judge(
    cases: Annotated[Path, typer.Argument(help="Golden set, YAML.")],
    content: Annotated[
        Path | None, typer.Option(help="Library; default: `library` beside the cases, else the content folder.")
    ] = None,
    map: Annotated[Path | None, typer.Option(help="Foreign ids; default: map.yaml beside the cases.")] = None,
    today: Annotated[str, typer.Option(help="Day to answer for, such as 2026-11-21.")] = "",
    minimum: Annotated[float, typer.Option("--min", help="Exit 1 when less of the first passages is right.")] = 0.0,
    baselines: Annotated[bool, typer.Option(help="Judge the plain methods too.")] = True,
    ablations: Annotated[bool, typer.Option(help="Judge the engine without each part too.")] = False,
    failures: Annotated[bool, typer.Option(help="List what went wrong.")] = True,
    json: Json = False,
) -> None:
    """Score the engine on a golden set."""
    parts = Assembly(Settings.load())
    entries = read_cases(cases, _moment(today), map)
    if strange := unknown_events(entries):
        typer.echo(f"Types of events that the engine does not know, only their texts and documents count: {', '.join(strange)}. "
                   f"If they are its own under other names, say so under `events` in {map or cases.with_name('map.yaml')}.",
                   err=True)
    library = content or _library(cases, parts.settings)
    with shown(quiet=json) as bar, tempfile.TemporaryDirectory(prefix="lotse-judge-") as folder:
        if parts.settings.model == "bundled":
            prepare(parts.settings)
        shelf = _shelf(parts.settings, library, Path(folder))
        build_release(library, shelf, parts.taxonomy, parts.indexing_encoder, parts.annotator, progress=bar)
        engine = Engine(CurrentRelease(shelf, parts.encoder.name), parts.encoder, parts.heads, taught=parts.taught)
        if strange := unknown_names(entries, engine.current.get()):
            typer.echo(f"Named in the golden set, but not in the library or its taxonomy: {'; '.join(strange)}. Correct the "
                       f"names, or translate foreign ids in {map or cases.with_name('map.yaml')}.", err=True)
        result = judge_all(engine, entries, baselines=baselines, ablations=ablations)
    if json:
        print_json(report.as_json(result))
    else:
        console = Console(width=max(Console().width, 130))
        tables = [report.methods_table(result), report.checks_table(result)]
        for table in [*tables, *([report.failures_table(result)] if failures else [])]:
            console.print(table)
        console.print(report.summary(result), highlight=False)
    if result.rate("engine", "passage").value < minimum:
        raise typer.Exit(1)


def _moment(today: str) -> datetime:
    try:
        day = datetime.fromisoformat(today).date() if today else clock.today()
    except ValueError as error:
        raise InvalidInput(f"{today!r} is no day.", where="--today", fix="Write it as 2026-11-21.") from error
    return datetime.combine(day, time(12), UTC)


def _library(cases: Path, settings: Settings) -> Path:
    beside = cases.with_name("library")
    return beside if beside.is_dir() else settings.content


def _shelf(settings: Settings, library: Path, scratch: Path) -> Shelf:
    """Judged libraries keep a shelf of their own, so that judging twice embeds once and serves nothing."""
    name = str(library.resolve()).strip("/").replace("/", "-")[-100:]
    return Shelf(settings.var / "judged" / name) if settings.var.exists() else Shelf(scratch)


def register(app: typer.Typer) -> None:
    """Add these commands."""
    app.command()(judge)
