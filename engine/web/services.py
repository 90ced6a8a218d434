"""What all endpoints share, one object an app: settings, engine, keys, limits, metrics, event room."""

from __future__ import annotations

import contextlib
import logging
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import cast

from flask import current_app

from engine import clock
from engine.assembly import Assembly
from engine.errors import LotseError
from engine.events.room import EventRoom
from engine.learning.experiments import ENGINE, Assignment
from engine.ranking.decision import Decision
from engine.ranking.record import record_of
from engine.ranking.request import Request
from engine.ranking.situation import Slate
from engine.retrieval import dictionary
from engine.retrieval.current import CurrentRelease
from engine.retrieval.release import Release
from engine.service import Engine
from engine.settings import Settings
from engine.web import pressure
from engine.web.access import KeyRing
from engine.web.metrics import Metrics
from engine.web.rate import RateLimit

_AGAIN = 5.0  # seconds until an engine that could not be put together is tried again
_log = logging.getLogger("lotse.web")


def _everybody(_visitor: str) -> Assignment:
    """Without a holdout and experiments everybody gets the engine."""
    return Assignment("", ENGINE, {})


@dataclass
class Services:
    """`room` takes events, knows consents and logs decisions; `assign` gives
    group and experiments of a visitor (keyed hash, "" = not recognised); `engine()` and `release()` raise what keeps them
    from working."""

    settings: Settings
    parts: Assembly
    keys: KeyRing
    rate: RateLimit
    metrics: Metrics
    room: EventRoom
    assign: Callable[[str], Assignment] = _everybody
    _engine: Engine | None = None
    _failed: tuple[float, LotseError] | None = None
    _making: threading.Lock = field(default_factory=threading.Lock)
    _plain: CurrentRelease | None = None

    def engine(self) -> Engine:
        """The engine for this request, put together on first use; a failure is remembered for five seconds.

        Raises:
            Shed: this request waited too long for its turn.
            LotseError: the model or the taxonomy cannot be used.
        """
        pressure.shed()
        return self._assembled()

    def _assembled(self) -> Engine:
        if self._engine is None:
            with self._making:
                if self._engine is None:
                    self._engine = self._make()
        return self._engine

    def release(self) -> Release:
        """The release served, also when the model is not usable.

        Raises:
            ReleaseError: there is none that may be served.
        """
        try:
            return self._assembled().current.get()
        except LotseError:
            if self._engine is not None:
                raise
            return self._without_model().get()

    def holds(self, address: str) -> bool:
        """Whether the library has a document or passage of that address; never waits for the model."""
        try:
            return (self._engine.current if self._engine else self._without_model()).get().holds(address)
        except LotseError:
            return False

    def _without_model(self) -> CurrentRelease:
        if self._plain is None:
            self._plain = CurrentRelease(self.parts.shelf)
            self._plain.follow()
        return self._plain

    def warm(self) -> None:
        """Load everything that the first request would otherwise wait for; what fails is tried again later."""
        with contextlib.suppress(LotseError):
            self.release()
            self.engine().encoder.queries(["warm"])
            for lang in dictionary.OTHER:
                dictionary.wordings("warm", lang)

    def _make(self) -> Engine:
        if self._failed and clock.monotonic() - self._failed[0] < _AGAIN:
            raise self._failed[1]
        try:
            made = self.parts.engine(patient=False)  # a worker that was killed is back sooner
            made.on_decision = self._log_decision
            made.current.follow()
            return made
        except LotseError as error:
            self._failed = (clock.monotonic(), error)
            _log.error("%s", error)
            raise

    def _log_decision(self, request: Request, slate: Slate, decision: Decision) -> None:
        self.room.record(record_of(request, slate, decision, request.now or clock.now()), request.visitor)


def current() -> Services:
    """The services of the app that handles this request."""
    return cast("Services", current_app.extensions["lotse"])
