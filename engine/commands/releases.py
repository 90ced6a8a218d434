"""index, releases, rollback: from a folder to what is served, and back."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.table import Table

from engine.assembly import Assembly
from engine.commands.options import Json, print_json
from engine.commands.progress import shown
from engine.encoding.prepare import prepare
from engine.errors import ReleaseError
from engine.retrieval import manifest
from engine.retrieval.build import Built, build_release
from engine.settings import Settings


def index(
    folder: Annotated[Path, typer.Argument(help="The library folder.")],
    json: Json = False,
    wait: Annotated[float, typer.Option(help="Seconds to wait while another build runs.")] = 600.0,
) -> None:
    """Build, verify and publish a release of a library folder."""
    parts = Assembly(Settings.load())
    with shown(quiet=json) as report:
        if parts.settings.model == "bundled":
            prepare(parts.settings, lambda _, share: report("preparing the model", round(100 * share), 100))
        built = build_release(folder, parts.shelf, parts.taxonomy, parts.indexing_encoder, parts.annotator,
                              progress=report, wait=wait)
    if json:
        print_json({**asdict(built), "findings": [asdict(finding) for finding in built.findings]})
    else:
        _tell(built)


def _tell(built: Built) -> None:
    console = Console(highlight=False)
    word = "Published" if built.changed else "Unchanged:"
    console.print(f"{word} {built.release}\n{built.documents} documents, {built.passages} passages, "
                  f"{built.embedded} texts embedded, {built.reused} reused, {built.seconds} s.")
    errors = [f for f in built.findings if f.level == "error"]
    for finding in errors[:10]:
        console.print(f"  {finding.path}: {finding.what} {finding.fix}", markup=False)
    if built.findings:
        console.print(f"{len(errors)} errors, {len(built.findings) - len(errors)} other findings; "
                      "python -m engine check DIR lists them all.")


def releases(json: Json = False) -> None:
    """List releases, the served one marked."""
    shelf = Assembly(Settings.load()).shelf
    rows = [{**describe(shelf.folder(r)), "current": r == shelf.current()} for r in shelf.present()]
    if json:
        print_json(rows)
        return
    table = Table("", "release", "documents", "passages", "model", "state")
    for row in rows:
        counts = row["counts"]
        table.add_row("*" if row["current"] else "", row["release"][:19], str(counts.get("documents", "")),
                      str(counts.get("passages", "")), row["model"], row["state"])
    Console().print(table if rows else "There is no release yet: python -m engine index DIR")


def describe(folder: Path) -> dict[str, Any]:
    """Facts of one release folder for people: id, counts, model, whether it is whole."""
    try:
        identity, facts, _ = manifest.read(folder)
    except ReleaseError as error:
        return {"release": folder.name.replace("-", ":", 1), "counts": {}, "model": "", "state": error.what}
    return {"release": identity, "counts": facts["counts"], "languages": facts["languages"], "model": facts["model"],
            "dimension": facts["dimension"], "state": "ok"}


def rollback(
    release: Annotated[str, typer.Argument(help="Release id or its beginning; default: the one before.")] = "",
) -> None:
    """Serve an earlier release again."""
    shelf = Assembly(Settings.load()).shelf
    wanted: str | None = None
    if release:
        found = [r for r in shelf.present() if r.startswith(release) or r.removeprefix("sha256:").startswith(release)]
        if len(found) != 1:
            raise ReleaseError(f"{len(found)} releases begin with {release!r}.", where=str(shelf.root),
                               fix="python -m engine releases lists them.")
        wanted = found[0]
    typer.echo(f"Now serving {shelf.rollback(wanted)}")


def register(app: typer.Typer) -> None:
    """Add these commands."""
    app.command()(index)
    app.command()(releases)
    app.command()(rollback)
