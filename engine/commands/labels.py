"""labels: what the engine thinks each passage is about and for whom; corrections are taken and teach."""

from __future__ import annotations

from typing import Annotated, Any

import numpy as np
import typer
from rich.console import Console
from rich.table import Column, Table
from rich.text import Text

from engine import clock
from engine.assembly import Assembly
from engine.commands.options import Json, print_json
from engine.errors import InvalidInput
from engine.retrieval.current import CurrentRelease
from engine.retrieval.release import Release
from engine.settings import Settings
from engine.understanding.corrections import Correction, add_correction

labels = typer.Typer(help="Inferred labels, those first where a marketer's minute helps most; corrections.",
                     invoke_without_command=True)
_SHOWN = 0.35


@labels.callback()
def show(
    context: typer.Context, json: Json = False,
    limit: Annotated[int, typer.Option(min=1, help="Most rows.")] = 30,
) -> None:
    """List passages with their inferred roles, phases and facets, the most doubtful first."""
    if context.invoked_subcommand:
        return
    release = CurrentRelease(Assembly(Settings.load()).shelf).get()
    rows = table_rows(release)[:limit]
    if json:
        print_json(rows)
        return
    # folded, never cut: the address is what `labels set` is given
    widths = {"passage": 3, "type": 2, "roles": 2, "phases": 2, "facets": 2}
    table = Table(*(Column(name, overflow="fold", ratio=ratio) for name, ratio in widths.items()), "doubt", expand=True)
    for row in rows:
        # Text, not markup: a path or heading may hold brackets.
        table.add_row(Text(row["passage"]), _named(row["type"]), *[_named(row[g]) for g in ("roles", "phases", "facets")],
                      f"{row['doubt']:.2f}")
    console = Console()
    console.print(table)
    console.print('Correct one: python -m engine labels set "path#Heading" --roles finance,management', markup=False)


@labels.command("set")
def correct(
    at: Annotated[str, typer.Argument(help="Document or passage: path or path#Heading.")],
    roles: Annotated[str, typer.Option(help="Role ids, separated by comma.")] = "",
    phases: Annotated[str, typer.Option(help="Phase ids.")] = "",
    facets: Annotated[str, typer.Option(help="Facet ids.")] = "",
    type: Annotated[str, typer.Option(help="Content type of the document.")] = "",
) -> None:
    """Correct the labels of a passage or document; the next index uses and learns from it."""
    parts = Assembly(Settings.load())
    release = CurrentRelease(parts.shelf).get()
    known = {d.path for d in release.documents} | {p.section for p in release.passages}
    if at not in known:
        raise InvalidInput("There is no such document or passage.", where=at, fix="python -m engine labels lists them.")
    add_correction(parts.corrections_file, Correction(at, _ids(roles), _ids(phases), _ids(facets), type), parts.taxonomy)
    typer.echo("Noted. It takes effect with the next: python -m engine index DIR")


def table_rows(release: Release) -> list[dict[str, Any]]:
    """One row a visible passage: labels with probability, and the doubt that a correction would remove.

    Doubt is the expected number of wrong labels, sum of min(p, 1 - p) over roles, phases and facets that nobody
    gave, and of the type.
    """
    labels, taxonomy = release.labels, release.taxonomy
    groups = {"roles": labels.roles, "phases": labels.phases, "facets": labels.facets}
    visible = release.visible_rows(clock.today())
    rows = []
    for i, passage in enumerate(release.passages):
        if not visible[i]:
            continue
        kind = release.types[release.document_of[i]]
        doubt = sum(
            float(np.minimum(table[i], 1 - table[i]).sum())
            for column, table in enumerate(groups.values()) if not labels.given[i, column]
        )
        document = release.documents[release.document_of[i]]
        entry: dict[str, Any] = {"passage": passage.section, "title": document.title}
        entry["type"] = {kind.id: round(kind.probability, 3)}
        entry["given"] = [g for column, g in enumerate(groups) if labels.given[i, column]]
        for group, table in groups.items():
            order = list(getattr(taxonomy, group))
            best = sorted(zip(order, table[i].tolist(), strict=True), key=lambda pair: -pair[1])
            entry[group] = {label: round(p, 3) for n, (label, p) in enumerate(best) if p >= _SHOWN or n == 0}
        entry["doubt"] = round(doubt + (0.0 if kind.given else 1 - kind.probability), 3)
        rows.append(entry)
    return sorted(rows, key=lambda row: -row["doubt"])


def _named(values: dict[str, float]) -> str:
    return "\n".join(f"{label} {p:.2f}" for label, p in list(values.items())[:4])


def _ids(text: str) -> tuple[str, ...]:
    return tuple(part.strip() for part in text.split(",") if part.strip())


def register(app: typer.Typer) -> None:
    """Add these commands."""
    app.add_typer(labels, name="labels")
