"""quarantine: events that could not be counted, and why."""

from __future__ import annotations

import json as json_text
from datetime import UTC, datetime
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.table import Table
from rich.text import Text

from engine.commands.options import Json, print_json
from engine.errors import StoreError
from engine.events.room import journal_path
from engine.library.decoding import clean
from engine.settings import Settings
from engine.store.journal import Journal
from engine.store.log import EventLog


def quarantine(
    limit: Annotated[int, typer.Option(min=1, max=100_000, help="How many of the newest are listed.")] = 20, json: Json = False,
) -> None:
    """Events that could not be counted: how many for which reason, and the newest of them. Kept for 30 days."""
    path = journal_path(Settings.load().var)
    if not path.exists():
        raise StoreError("There is no log yet.", where=str(path), fix="Start the service; it writes the log.")
    log = EventLog(Journal(path))
    reasons, newest = log.reasons(), log.quarantined(limit=limit)
    if json:
        print_json({"reasons": reasons, "newest": newest})
    else:
        _show(reasons, newest)


def _show(reasons: list[dict[str, Any]], newest: list[dict[str, Any]]) -> None:
    console = Console(highlight=False)
    if not reasons:
        console.print("Nothing was put aside.")
        return
    # Text, not markup, and nothing that steers a terminal: strangers wrote parts of it
    table = Table("events", "last", "reason", box=None, pad_edge=False, header_style="dim")
    for one in reasons:
        table.add_row(f"{one['events']:,}", _day(one["last"]), Text(clean(one["reason"])))
    console.print(table)
    console.print(f"\nThe newest {len(newest)}:", style="dim")
    for entry in newest:
        kept = json_text.dumps(entry["body"], ensure_ascii=False)
        console.print(Text(clean(f"{_day(entry['received'])}  {entry['id'] or '(no id)'}  {entry['reason']}  {kept}")))


def _day(ms: int) -> str:
    return datetime.fromtimestamp(ms / 1000, UTC).strftime("%Y-%m-%d %H:%M")


def register(app: typer.Typer) -> None:
    """Add this command."""
    app.command()(quarantine)
