"""The projector and the daily retention as one process or thread of `python -m engine serve`."""

from __future__ import annotations

import logging
import threading

from engine import clock
from engine.errors import LotseError
from engine.events.projector import Projector
from engine.events.retention import let_go
from engine.events.room import journal_path
from engine.settings import Settings
from engine.store.journal import Journal
from engine.store.projection import Projection, patient_client

_DAY = 86_400.0
_FIRST = 60.0  # not while the service is still starting
_log = logging.getLogger("lotse.projector")


def projector(settings: Settings, journal: Journal | None = None) -> Projector:
    """A projector of this state folder with a client of its own."""
    return Projector(journal or Journal(journal_path(settings.var)),
                     Projection(patient_client(settings), settings.site), settings.consent_version)


def run(settings: Settings, stop: threading.Event) -> None:
    """Project until `stop`; retention a minute after the start and then daily."""
    journal = Journal(journal_path(settings.var))
    daily = threading.Thread(target=_daily, args=(journal, settings, stop), name="lotse-retention", daemon=True)
    daily.start()
    projector(settings, journal).run(stop)
    daily.join(2)
    journal.close()


def _daily(journal: Journal, settings: Settings, stop: threading.Event) -> None:
    due = clock.monotonic() + _FIRST
    while not stop.wait(1.0):
        if clock.monotonic() < due:
            continue
        due = clock.monotonic() + _DAY
        try:
            _log.info("retention: %s", let_go(journal, settings).as_data())
        except LotseError as error:
            due = clock.monotonic() + _DAY / 24
            _log.error("%s", error)
