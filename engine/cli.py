"""python -m engine <command>: one file a group of commands in engine/commands/, imported when one of them is called."""

from __future__ import annotations

from importlib import import_module
from typing import Any

import typer
from typer.core import TyperGroup

# command -> its file; what a command does not need is not imported for it: seconds at every start
COMMANDS = {
    "serve": "serve", "check": "library", "index": "releases", "releases": "releases", "rollback": "releases",
    "labels": "labels", "recommend": "answers", "ask": "answers", "judge": "judging", "report": "reporting",
    "simulate": "learning", "evaluate": "learning", "keys": "keys", "prepare": "prepare",
    "project": "log", "rebuild": "log", "retention": "log", "replay": "log",
    "quarantine": "quarantine",
}


class OnDemand(TyperGroup):
    """Knows all commands by name, imports the file of the one that is called."""

    def list_commands(self, ctx: Any) -> list[str]:
        """All names, in the order in which a newcomer needs them."""
        return list(COMMANDS)

    def get_command(self, ctx: Any, cmd_name: str) -> Any:
        """The command of this name, or None."""
        if cmd_name not in COMMANDS:
            return None
        group = typer.Typer()
        group.callback()(_nothing)
        import_module(f"engine.commands.{COMMANDS[cmd_name]}").register(group)
        return typer.main.get_group(group).commands[cmd_name]


def _nothing() -> None:
    """Makes a group of what would be a single command."""


app = typer.Typer(cls=OnDemand, no_args_is_help=True, add_completion=False, pretty_exceptions_enable=False)


@app.callback()
def engine() -> None:
    """Lotse: leads each visitor to the passage that fits."""
