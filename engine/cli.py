"""python -m engine <command>: one file a group of commands in engine/commands/."""

from __future__ import annotations

import typer

from engine.commands import answers, library, releases

app = typer.Typer(no_args_is_help=True, add_completion=False, pretty_exceptions_enable=False,
                  help="Lotse: leads each visitor to the passage that fits.")

for group in (library, releases, answers):
    group.register(app)
