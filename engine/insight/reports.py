"""Reports of one state folder: columns brought up to date, then the questions put to them."""

from __future__ import annotations

import threading
from collections.abc import Iterable, Iterator

from engine import clock
from engine.errors import InvalidInput
from engine.events.room import journal_path
from engine.insight.kpis import REPORTS, report_named
from engine.insight.refresh import Progress, insight_folder, refresh
from engine.insight.report import Report, Result
from engine.insight.warehouse import Warehouse
from engine.settings import Settings
from engine.store.journal import Journal
from engine.taxonomy import load_taxonomy

_FRESH_S = 30.0
_refreshed: dict[str, float] = {}
_lock = threading.Lock()


def run_reports(
    settings: Settings, journal: Journal, names: Iterable[str] = (), *, since: int | None = None,
    until: int | None = None, progress: Progress | None = None, max_age: float = 0.0,
) -> Iterator[tuple[Report, Result]]:
    """Answers one after the other.

    Args:
        names: of reports; none = all. since, until: `since <= at < until` in ms. max_age: seconds for which the
            columns need not be brought up to date again in this process.

    Raises:
        NotFound: no such report. InvalidInput: an empty stretch of time. StoreError: log or files cannot be used.
    """
    wanted = [report_named(name) for name in names] or list(REPORTS.values())
    if since is not None and until is not None and since >= until:
        raise InvalidInput("The stretch of time is empty.", where="since, until", fix="Give a since before until.")
    bring_up_to_date(settings, journal, progress=progress, max_age=max_age)
    phases = tuple(load_taxonomy(settings.taxonomy).phases)
    with Warehouse(insight_folder(settings.var), since=since, until=until, phases=phases,
                   holdout=settings.holdout) as con:
        for report in wanted:
            yield report, report.run(con)


def bring_up_to_date(
    settings: Settings, journal: Journal, *, progress: Progress | None = None, max_age: float = 0.0
) -> None:
    """Make the columns equal to the log, unless that was done within `max_age` seconds."""
    key = str(settings.var.absolute())
    with _lock:
        if max_age and clock.monotonic() - _refreshed.get(key, float("-inf")) < max_age:
            return
        refresh(settings.var, journal, events_days=settings.events_days, progress=progress)
        _refreshed[key] = clock.monotonic()


def keep_forgetting(settings: Settings, stop: threading.Event, every: float = _FRESH_S) -> None:
    """Until `stop`: once reports were asked for, what was erased from the log leaves their files within a minute."""
    while not stop.wait(every):
        if insight_folder(settings.var).is_dir():
            journal = Journal(journal_path(settings.var))
            try:
                bring_up_to_date(settings, journal)
            finally:
                journal.close()

