"""Progress of long work in the terminal: a bar where somebody looks, plain lines where nobody does."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from engine.retrieval.vectors import Progress as Report


@contextmanager
def shown(*, quiet: bool = False) -> Iterator[Report]:
    """A callback (stage, done, total) that draws on standard error."""
    console = Console(stderr=True, quiet=quiet)
    if not console.is_terminal:
        yield _lines(console)
        return
    columns = (TextColumn("{task.description:<24}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=console) as bar:
        tasks: dict[str, int] = {}

        def report(stage: str, done: int, total: int) -> None:
            if stage not in tasks:
                tasks[stage] = bar.add_task(stage, total=total or None)
            bar.update(tasks[stage], completed=done, total=total or None)  # type: ignore[arg-type]

        yield report


def _lines(console: Console) -> Report:
    """One line at the start of a stage and at every tenth of it."""
    told: dict[str, int] = {}

    def report(stage: str, done: int, total: int) -> None:
        tenth = 10 * done // total if total else 0
        if told.get(stage, -1) < tenth or stage not in told:
            told[stage] = tenth
            console.print(f"{stage}: {done} of {total}" if total else stage, highlight=False)

    return report
