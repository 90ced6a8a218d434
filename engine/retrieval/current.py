"""The release a running process serves: follows the pointer, never serves a damaged one."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable

from engine import clock
from engine.errors import ReleaseError
from engine.retrieval import pack
from engine.retrieval.release import Release
from engine.retrieval.shelf import Shelf

_LOOK_EVERY = 0.5  # seconds; a switch must reach every worker within two
_log = logging.getLogger("lotse.release")


class CurrentRelease:
    """Gives each request the published release; loads a new one beside the old and swaps one reference.

    Args:
        shelf: the releases.
        model: name of the encoder of this process; a release of another model is refused. "" = any.
        ready: called with a loaded release before it is served.
    """

    def __init__(self, shelf: Shelf, model: str = "", ready: Callable[[Release], None] | None = None) -> None:
        self._shelf, self._model, self._ready = shelf, model, ready
        self._release: Release | None = None
        self._refused: dict[str, str] = {}
        self._looked = -_LOOK_EVERY
        self._loading = threading.Lock()

    def get(self) -> Release:
        """The release to answer from.

        Raises:
            ReleaseError: there is none that may be served.
        """
        if self._release is None:
            with self._loading:
                if self._release is None:
                    self._release = self._first()
                    self._looked = clock.monotonic()
        elif clock.monotonic() - self._looked > _LOOK_EVERY and self._loading.acquire(blocking=False):
            self._looked = clock.monotonic()
            threading.Thread(target=self._follow, daemon=True).start()
        return self._release

    def refresh(self) -> None:
        """Look at the pointer now and wait for the new release."""
        with self._loading:
            self._switch()

    @property
    def problem(self) -> str:
        """Why the release the pointer names is not the one served; "" when it is."""
        return self._refused.get(self._shelf.current() or "", "")

    def _follow(self) -> None:
        try:
            self._switch()
        finally:
            self._loading.release()

    def _switch(self) -> None:
        wanted = self._shelf.current()
        if wanted is None or (self._release and wanted == self._release.id) or wanted in self._refused:
            return
        try:
            self._release = self._load(wanted)
        except ReleaseError as error:
            self._refused[wanted] = str(error)
            _log.error("%s", error)

    def _first(self) -> Release:
        wanted = self._shelf.current()
        if wanted is None:
            raise ReleaseError("There is no release yet.", where=str(self._shelf.root),
                               fix="Build one: python -m engine index DIR.")
        problems = []
        for release in dict.fromkeys([wanted, *reversed(self._shelf.history())]):
            try:
                return self._load(release)
            except ReleaseError as error:
                self._refused[release] = str(error)
                problems.append(str(error))
                _log.error("%s", error)
        raise ReleaseError("No release can be served: " + " ".join(problems[:1]), where=str(self._shelf.root),
                           fix="Build it again: python -m engine index DIR.")

    def _load(self, release: str) -> Release:
        loaded = pack.load(self._shelf.folder(release))
        if self._model and loaded.model != self._model:
            raise ReleaseError(
                f"The release was built with the model {loaded.model}, this process uses {self._model}.",
                where=release, fix="Build it with this model: python -m engine index DIR.",
            )
        if self._ready:
            self._ready(loaded)
        return loaded
