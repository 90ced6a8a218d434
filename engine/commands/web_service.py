"""The service processes as one thing that is started, watched, renewed without a request failing, and stopped."""

from __future__ import annotations

import resource
import shutil
import sys
import threading
from collections.abc import Callable, Mapping
from pathlib import Path

from engine import clock
from engine.commands.processes import Child
from engine.settings import Settings
from engine.store.readiness import SHARED_FOLDER, ready

_ROOT = Path(__file__).resolve().parents[2]
_READY_SECONDS = 120.0
_LISTENING = 0.5  # seconds from saying so to listening, by far
_MOST_CONNECTIONS = 16_384  # of one process; a connection that is slow costs a few kilobytes and no thread
_OTHER_FILES = 256


def web_child(settings: Settings, env: Mapping[str, str], generation: int = 0) -> Child:
    """The server program with its workers; several generations may listen on the port at the same time."""
    shared = shared_folder(settings, generation)
    shutil.rmtree(shared, ignore_errors=True)
    shared.mkdir(parents=True)
    command = [
        sys.executable, "-m", "granian", "--interface", "rsgi", "--factory", "engine.web.server:serve_app", "--host",
        settings.host, "--port", str(settings.port), "--workers", str(settings.workers), "--loop", "asyncio",
        "--http", "1", "--no-ws", "--respawn-failed-workers", "--backpressure", str(_connections()),
        "--workers-kill-timeout", "10", "--http1-header-read-timeout", "10000", "--log-level", "warning",
    ]
    return Child("service", command, {**env, SHARED_FOLDER: str(shared)}, _ROOT)


def _connections() -> int:
    """How many a process may hold: as many as the system lets it open, which is made as many as it ever allows."""
    _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = _MOST_CONNECTIONS + _OTHER_FILES
    files = wanted if most == resource.RLIM_INFINITY else min(most, wanted)
    resource.setrlimit(resource.RLIMIT_NOFILE, (files, most))
    return max(files - _OTHER_FILES, 64)


def shared_folder(settings: Settings, generation: int) -> Path:
    """Where the processes of one generation count their requests and say that they are ready."""
    return settings.var / "metrics" / str(settings.port) / str(generation)


class WebService:
    """Args:
        env: of the processes.

    Attributes:
        child: the server program that answers now.
    """

    def __init__(self, settings: Settings, env: Mapping[str, str]) -> None:
        self._settings, self._env, self._generation = settings, env, 0
        shutil.rmtree(shared_folder(settings, 0).parent, ignore_errors=True)
        self.child = web_child(settings, env)

    def start(self) -> None:
        """Start them."""
        self.child.start()

    def revive(self) -> bool:
        """Start them again if they have ended; see `Child.revive`."""
        return self.child.revive()

    def stop(self) -> None:
        """Let them finish what they are answering, then end them."""
        self.child.stop()

    def renew(self, stop: threading.Event, meanwhile: Callable[[], None] = lambda: None) -> bool:
        """New processes take over from the old ones, which finish what they are answering; False when told to stop
        meanwhile, or when the new ones do not get ready: then the old ones stay.

        Args:
            meanwhile: called again and again while the new ones get ready, which may take minutes; what it raises ends them.
        """
        folder = shared_folder(self._settings, self._generation + 1)
        try:
            following = web_child(self._settings, self._env, self._generation + 1)
            following.start()
        except OSError:  # no room on the disk, or no memory for a process
            return False
        try:
            taken = _wait(lambda: ready(folder) >= self._settings.workers, following, stop, meanwhile)
        except BaseException:
            following.stop()
            raise
        if not taken:
            following.stop()
            return False
        stop.wait(_LISTENING)
        self.child.stop()
        shutil.rmtree(shared_folder(self._settings, self._generation), ignore_errors=True)
        self.child, self._generation = following, self._generation + 1
        return True


def _wait(met: Callable[[], bool], child: Child, stop: threading.Event, meanwhile: Callable[[], None]) -> bool:
    deadline = clock.monotonic() + _READY_SECONDS
    while clock.monotonic() < deadline and child.status is None:
        if met():
            return True
        if stop.wait(0.1):
            return False
        meanwhile()
    return False
