"""The release a running process serves: follows the pointer, never serves a damaged one."""

from __future__ import annotations

import logging
import os
import threading
import time
import weakref
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
        then: called with each release that has begun to be served; what takes seconds must not delay the switch.
        patient: the first release is served when `then` is done with it; for the terminal and tests.
    """

    def __init__(
        self, shelf: Shelf, model: str = "", then: Callable[[Release], None] | None = None, *, patient: bool = True
    ) -> None:
        self._shelf, self._model, self._then, self._patient = shelf, model, then, patient
        self._release: Release | None = None
        self._refused: dict[str, tuple[object, str]] = {}
        self._looked = -_LOOK_EVERY
        self._loading = threading.Lock()
        self._follower: threading.Thread | None = None

    def get(self) -> Release:
        """The release to answer from.

        Raises:
            ReleaseError: there is none that may be served.
        """
        if self._release is None:
            with self._loading:
                if self._release is None:
                    first = self._first()
                    if self._patient:
                        self._follow_up(first)
                    else:
                        threading.Thread(target=self._follow_up, args=(first,)).start()
                    self._release = first
                    self._looked = clock.monotonic()
        elif self._follower is None and clock.monotonic() - self._looked > _LOOK_EVERY:
            self._looked = clock.monotonic()
            threading.Thread(target=self._look, daemon=True).start()
        return self._release

    def follow(self) -> None:
        """Look at the pointer every half second in a thread of its own, so that also a request after hours without
        any gets the release of that moment. The thread ends with this object; a forked process starts its own."""
        if self._follower is None:
            self._follower = threading.Thread(target=_keep_looking, args=(weakref.ref(self),), name="lotse-release",
                                              daemon=True)
            _followed.add(self)
            self._follower.start()

    def refresh(self) -> None:
        """Look at the pointer now and wait for the new release."""
        with self._loading:
            switched = self._switch()
        self._follow_up(switched)

    @property
    def problem(self) -> str:
        """Why the release the pointer names is not the one served; "" when it is."""
        wanted = self._shelf.current()
        return self._refusal(wanted) if wanted else "Nothing says which release is current: python -m engine rollback."

    def _look(self) -> None:
        """Switch if the pointer names another release; what comes after a switch must not delay the next look."""
        if not self._loading.acquire(blocking=False):
            return
        try:
            self._looked = clock.monotonic()
            switched = self._switch() if self._release else None  # the first one is loaded by who asks for it
        finally:
            self._loading.release()
        if switched:
            # no daemon: a process that ends while the model computes in another thread is aborted
            threading.Thread(target=self._follow_up, args=(switched,)).start()

    def _after_fork(self) -> None:
        """Threads stay behind in the parent, and a lock that one of them held stays locked for ever."""
        self._loading, self._follower = threading.Lock(), None
        self.follow()

    def _switch(self) -> Release | None:
        """Serve what the pointer names; the release, if it is another one than before."""
        wanted = self._shelf.current()
        if wanted is None or (self._release and wanted == self._release.id) or self._refusal(wanted):
            return None
        try:
            self._release = self._load(wanted)
        except ReleaseError as error:
            self._refuse(wanted, error)
            return None
        return self._release

    def _follow_up(self, release: Release | None) -> None:
        if release and self._then:
            self._then(release)

    def _refuse(self, release: str, error: ReleaseError) -> None:
        self._refused[release] = (self._shelf.mark(release), str(error))
        _log.error("%s", error)

    def _refusal(self, release: str) -> str:
        """Why it was refused, as long as nobody has built it again or pointed to it anew."""
        mark, why = self._refused.get(release, (None, ""))
        return why if why and mark == self._shelf.mark(release) else ""

    def _first(self) -> Release:
        wanted = self._shelf.current()
        candidates = list(dict.fromkeys([*([wanted] if wanted else []), *reversed(self._shelf.history())]))
        if not candidates:
            raise ReleaseError("There is no release yet.", where=str(self._shelf.root),
                               fix="Build one: python -m engine index DIR.")
        problems = []
        for release in candidates:
            try:
                return self._load(release)
            except ReleaseError as error:
                self._refuse(release, error)
                problems.append(str(error))
        raise ReleaseError("No release can be served: " + " ".join(problems[:1]), where=str(self._shelf.root),
                           fix="Build it again: python -m engine index DIR.")

    def _load(self, release: str) -> Release:
        loaded = pack.load(self._shelf.folder(release))
        if self._model and loaded.model != self._model:
            raise ReleaseError(
                f"The release was built with the model {loaded.model}, this process uses {self._model}.",
                where=release, fix="Build it with this model: python -m engine index DIR.",
            )
        return loaded


_followed: weakref.WeakSet[CurrentRelease] = weakref.WeakSet()


def _keep_looking(of: weakref.ref[CurrentRelease]) -> None:
    """Until nobody holds the object any more; whatever goes wrong in one look, the next may go well."""
    said = ""
    while (current := of()) is not None:
        try:
            current._look()
            said = ""
        except Exception as error:
            if str(error) != said:
                said = str(error)
                _log.exception("The current release cannot be looked up; trying again.")
        del current
        time.sleep(_LOOK_EVERY)


def _follow_after_fork() -> None:
    for current in list(_followed):
        current._after_fork()


os.register_at_fork(after_in_child=_follow_after_fork)
