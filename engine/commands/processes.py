"""The processes of a running service: started, watched, started again when they die, ended together."""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import threading
from collections.abc import Mapping, Sequence
from pathlib import Path

from engine import clock
from engine.errors import LotseError
from engine.store.embedded import end_with_parent

_QUICK = 5.0  # seconds; a process that ends sooner was not really up
_MOST_QUICK_ENDS = 3
_GRACE = 15.0


class Child:
    """One process with all its own children, in a group that no Ctrl-C of the terminal reaches.

    Args:
        command: program and arguments. env: its whole environment. folder: where it runs.
    """

    def __init__(self, name: str, command: Sequence[str], env: Mapping[str, str], folder: Path) -> None:
        self.name, self._command, self._env, self._folder = name, list(command), dict(env), folder
        self._process: subprocess.Popen[bytes] | None = None
        self._started, self._quick_ends = 0.0, 0

    def start(self) -> None:
        """Start it."""
        self._started = clock.monotonic()
        self._process = subprocess.Popen(self._command, env=self._env, cwd=self._folder, stdin=subprocess.DEVNULL,
                                         start_new_session=True, preexec_fn=end_with_parent)

    @property
    def status(self) -> int | None:
        """Exit status, None while it runs."""
        return self._process.poll() if self._process else None

    def revive(self) -> bool:
        """Start it again if it has ended; whether that was needed.

        Raises:
            LotseError: it ended three times right after its start.
        """
        if self.status is None:
            return False
        quick = clock.monotonic() - self._started < _QUICK
        self._quick_ends = self._quick_ends + 1 if quick else 0
        if self._quick_ends >= _MOST_QUICK_ENDS:
            raise LotseError(f"The {self.name} ends right after its start (status {self.status}).",
                             fix="Its last messages are above.")
        self.kill()
        self.start()
        return True

    def stop(self) -> None:
        """Ask it to finish what it is doing, then make sure that nothing of it is left."""
        if self._process is not None and self._process.poll() is None:
            self._process.terminate()
            with contextlib.suppress(subprocess.TimeoutExpired):
                self._process.wait(_GRACE)
        self.kill()

    def kill(self) -> None:
        """End what is left of its group, such as workers whose parent was killed."""
        if self._process is None:
            return
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(self._process.pid, signal.SIGKILL)
        self._process.wait()


class Stop(threading.Event):
    """Set by Ctrl-C or SIGTERM, and when the terminal goes away. Without a terminal SIGHUP asks for new processes."""

    def __init__(self) -> None:
        super().__init__()
        self._renew = False
        self._terminal = os.isatty(0)  # when it goes away, it is none any more
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, lambda *_: self.set())
        if signal.getsignal(signal.SIGHUP) is not signal.SIG_IGN:  # nohup: the terminal may go away
            signal.signal(signal.SIGHUP, lambda *_: self._hang_up())

    def renewal(self) -> bool:
        """Whether new processes were asked for since the last look."""
        asked, self._renew = self._renew, False
        return asked

    def _hang_up(self) -> None:
        if self._terminal:
            self.set()
        else:
            self._renew = True
