"""Options that several commands share."""

from __future__ import annotations

import json
from typing import Annotated, Any

import typer

Json = Annotated[bool, typer.Option("--json", help="Print JSON for programs instead of text for people.")]


def print_json(value: Any) -> None:
    """One JSON document on standard output, readable, UTF-8."""
    typer.echo(json.dumps(value, ensure_ascii=False, indent=2, default=str))
