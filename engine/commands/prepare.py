"""prepare: makes the bundled embedding model ready, once, from installed files."""

from __future__ import annotations

import typer

from engine.commands.progress import shown
from engine.encoding.prepare import prepare as prepare_model
from engine.settings import Settings


def prepare() -> None:
    """Make the embedding model ready; nothing is fetched."""
    settings = Settings.load()
    if settings.model != "bundled":
        typer.echo(f"The model is {settings.model}: nothing to prepare.")
        return
    with shown() as bar:
        folder = prepare_model(settings, lambda _, share: bar("preparing the model", round(100 * share), 100))
    typer.echo(f"The model is ready: {folder}")


def register(app: typer.Typer) -> None:
    """Add this command."""
    app.command()(prepare)
