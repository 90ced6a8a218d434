"""keys: who may call the API."""

from __future__ import annotations

from dataclasses import asdict
from datetime import timedelta
from typing import Annotated

import typer
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from engine import clock
from engine.commands.options import Json, print_json
from engine.settings import Settings
from engine.store.keys import KeyStore
from engine.store.origins import checked

keys = typer.Typer(no_args_is_help=True, help="Create, list and revoke API keys.")


def _store() -> KeyStore:
    return KeyStore(Settings.load().var / "keys.db")


def _listed(text: str) -> list[str]:
    return [part for part in text.replace(",", " ").split() if part]


@keys.command()
def create(
    kind: Annotated[str, typer.Option(help="public: may sit in a web page; secret: for servers.")],
    scopes: Annotated[str, typer.Option(help="Comma-separated; default: all of that kind but admin.")] = "",
    origins: Annotated[str, typer.Option(help="Web pages that may use it: https://www.example.com,...")] = "",
    label: Annotated[str, typer.Option(help="What it is for.")] = "",
    days: Annotated[int, typer.Option(min=0, help="Days until it expires; 0 = never.")] = 0,
    json: Json = False,
) -> None:
    """Make a key and show it once."""
    expires = clock.now() + timedelta(days=days) if days else None
    patterns = [checked(origin) for origin in _listed(origins)]
    key, secret = _store().create(kind, scopes=_listed(scopes), origins=patterns, label=label, expires=expires)
    if json:
        print_json({"id": key.id, "key": secret, "kind": kind, "scopes": key.scopes, "origins": key.origins})
        return
    typer.echo(f"{secret}\nid {key.id}, scopes {', '.join(key.scopes)}. It is not shown again.")
    if kind == "public" and not patterns:
        typer.echo("No origins were given: pages on other hosts cannot use it. Add --origins https://your.site")


@keys.command("list")
def show(json: Json = False) -> None:
    """List all keys; their secrets are not known any more."""
    known = _store().all()
    if json:
        print_json([asdict(key) for key in known])
        return
    table = Table("id", "kind", "label", "scopes", "origins", "created", "last used", "state")
    moment = clock.now()
    for key in known:
        state = "valid" if key.valid(moment) else "revoked" if key.revoked else "expired"
        table.add_row(key.id, key.kind, escape(key.label), " ".join(key.scopes), " ".join(key.origins),
                      key.created.date().isoformat(), str(key.last_used or "never"), state)
    Console().print(table if known else "There is no key yet: python -m engine keys create --kind public")


@keys.command()
def revoke(key: Annotated[str, typer.Argument(help="Id of the key, from: keys list.")]) -> None:
    """Make a key useless; running processes follow within five seconds."""
    typer.echo(f"Revoked {_store().revoke(key).id}.")


def register(app: typer.Typer) -> None:
    """Add these commands."""
    app.add_typer(keys, name="keys")
