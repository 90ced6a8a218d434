"""report: what happened and whether it helped, as tables, JSON or CSV."""

from __future__ import annotations

from typing import Annotated, Any

import typer
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from engine.commands.options import Json, print_json
from engine.commands.progress import shown
from engine.errors import InvalidInput
from engine.events.room import journal_path
from engine.events.timing import milliseconds
from engine.insight.report import OK, Report, Result
from engine.insight.reports import run_reports
from engine.insight.tables import as_csv, as_data
from engine.library.decoding import clean
from engine.settings import Settings
from engine.store.journal import Journal

_BAR = "▏▎▍▌▋▊▉█"
_WIDTH = 20
_SHARES = frozenset({"rate", "low", "high", "followed", "holdout_rate", "promised", "detectable"})


def report(
    name: Annotated[str, typer.Argument(help="One report; without it all of them.")] = "",
    since: Annotated[str, typer.Option(help="First day or moment, such as 2026-11-01.")] = "",
    until: Annotated[str, typer.Option(help="First day or moment that does not count any more.")] = "",
    lang: Annotated[str, typer.Option(help="de or en.")] = "en",
    json: Json = False,
    csv: Annotated[bool, typer.Option("--csv", help="Print the table of one report as CSV.")] = False,
) -> None:
    """What happened and whether it helped: every figure with its interval, or why there is none."""
    if csv and not name:
        raise InvalidInput("CSV holds one table.", where="--csv", fix="Name a report: python -m engine report answered --csv")
    settings = Settings.load()
    start, end = _ms(since, "--since"), _ms(until, "--until")
    with shown(quiet=json or csv) as progress:
        found = list(run_reports(settings, Journal(journal_path(settings.var)), [name] if name else [],
                                 since=start, until=end, progress=progress))
    if csv:
        typer.echo(as_csv(found[0][1]), nl=False)
    elif json:
        data = [as_data(one, result, start, end) for one, result in found]
        print_json(data[0] if name else data)
    else:
        console = Console(highlight=False)
        for one, result in found:
            _tell(console, one, result, "de" if lang == "de" else "en", most=1000 if name else 12)


def _ms(text: str, where: str) -> int | None:
    try:
        return milliseconds(text)
    except ValueError as error:
        raise InvalidInput(f"{text!r} is no day or moment.", where=where, fix="Write it as 2026-11-01.") from error


def _tell(console: Console, asked: Report, result: Result, lang: str, most: int) -> None:
    console.rule(f"[bold]{asked.name}[/bold]  {asked.question[lang]}", align="left", style="dim")
    console.print(headline(result))
    if result.rows:
        names = list(dict.fromkeys(name for row in result.rows for name in row))
        table = Table(*names, *([""] if "rate" in names else []), box=None, pad_edge=False, header_style="dim")
        for row in result.rows[:most]:
            cells = [_cell(name, row.get(name)) for name in names]
            table.add_row(*cells, *([bar(row.get("rate"))] if "rate" in names else []))
        console.print(table)
        if len(result.rows) > most:
            console.print(f"… {len(result.rows) - most} more rows: python -m engine report {asked.name}", style="dim")
    console.print(result.note.get(lang, ""), style="italic", markup=False)
    console.print(asked.formula + "\n", style="dim", markup=False)


def headline(result: Result) -> str:
    """The main figure in one line; in its place the reason why there is none."""
    if result.value is None or result.state != OK:
        return f"{result.state} (n = {result.n:,})"
    low, high = result.interval or (None, None)
    between = f"  [{_figure(low, result.unit)} … {_figure(high, result.unit)}]" if low is not None else ""
    drawn = bar(result.value) if result.unit == "share" and result.upper is None else ""
    bounded = f"between {_figure(result.value, result.unit)} and {_figure(result.upper, result.unit)}"
    return f"{_figure(result.value, result.unit) if result.upper is None else bounded}{between}  n = {result.n:,}  {drawn}"


def bar(share: float | None) -> str:
    """A share as a bar of eighths."""
    if share is None:
        return ""
    eighths = round(min(max(share, 0.0), 1.0) * _WIDTH * 8)
    return "█" * (eighths // 8) + (_BAR[eighths % 8 - 1] if eighths % 8 else "")


def _figure(value: float | None, unit: str) -> str:
    if value is None:
        return ""
    return {"share": f"{100 * value:.1f} %", "seconds": f"{value:.0f} s", "per month": f"{value:+.1f} a month"}.get(
        unit, f"{value:.3f}")


def _cell(name: str, value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, float):
        return f"{100 * value:.1f} %" if name in _SHARES else f"{value:.3g}"
    # a visitor wrote some of these: no markup and nothing that steers a terminal
    return f"{value:,}" if isinstance(value, int) else escape(clean(str(value)))


def register(app: typer.Typer) -> None:
    """Add this command."""
    app.command()(report)
