"""python -m engine <command>: one file a group of commands in engine/commands/."""

from __future__ import annotations

from importlib import import_module

import typer

GROUPS = ("library", "labels", "releases", "answers", "judging", "learning", "keys", "prepare", "serve", "log", "reporting")

app = typer.Typer(no_args_is_help=True, add_completion=False, pretty_exceptions_enable=False,
                  help="Lotse: leads each visitor to the passage that fits.")

for group in GROUPS:
    import_module(f"engine.commands.{group}").register(app)
