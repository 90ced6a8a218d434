"""Reports of one state folder: columns brought up to date, then the questions put to them."""

from __future__ import annotations

import logging
import threading
from collections.abc import Iterable, Iterator
from dataclasses import replace

from engine import clock
from engine.errors import InvalidInput, LotseError
from engine.events.room import journal_path
from engine.insight.kpis import REPORTS, report_named
from engine.insight.rates import MIN_PEOPLE
from engine.insight.refresh import Progress, insight_folder, refresh
from engine.insight.report import Report, Result
from engine.insight.warehouse import Warehouse
from engine.learning.experiments import experiments_file, load_experiments
from engine.settings import Settings
from engine.store.days import Days
from engine.store.journal import Journal
from engine.taxonomy import load_taxonomy

_FEW = {"de": f"weniger als {MIN_PEOPLE}", "en": f"fewer than {MIN_PEOPLE}"}
_LEFT_OUT = {
    "de": "Nicht mitgezählt, weil ohne Kaufabsicht (Studium, Bewerbung, eigenes Haus): {}.",
    "en": "Not counted because they are not buying (students, applicants, own staff): {}.",
}
_LOOK_S, _DAY_S = 20.0, 86_400.0
_log = logging.getLogger("lotse.insight")
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
    experiments = load_experiments(experiments_file(settings.var))
    phases = tuple(load_taxonomy(settings.taxonomy).phases)
    with Warehouse(insight_folder(settings.var), since=since, until=until, phases=phases,
                   holdout=settings.holdout, experiments=experiments) as con:
        people = con.left_out()
        for report in wanted:
            yield report, with_left_out(report.run(con), people)


def with_left_out(result: Result, people: int) -> Result:
    """The result with how many people are in no figure of that stretch; of a handful only that there are some."""
    if not people:
        return result
    told = people if people >= MIN_PEOPLE else None
    note = {lang: f"{result.note.get(lang, '')} {text.format(told or _FEW[lang])}".strip() for lang, text in _LEFT_OUT.items()}
    return replace(result, note=note, left_out=told)


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


def keep_forgetting(settings: Settings, stop: threading.Event, every: float = _LOOK_S) -> None:
    """Until `stop`: once reports were asked for, what was erased from the log leaves their files within a minute.

    Once a day they follow the log in any case, because events lose their visitor with age.
    """
    last, looked = 0, float("-inf")
    while not stop.wait(every):
        if not insight_folder(settings.var).is_dir():
            continue
        journal, now = Journal(journal_path(settings.var)), int(clock.now().timestamp() * 1000)
        try:
            if Days(journal).erased_since(last) or clock.monotonic() - looked > _DAY_S:
                bring_up_to_date(settings, journal)
                looked = clock.monotonic()
            last = now
        except LotseError as error:
            _log.warning("the columns of reports do not follow the log: %s", error)
        finally:
            journal.close()
