"""Writing processes forked from one that has imported everything: a killed one is followed by another in a moment."""

from __future__ import annotations

import os
import select
import signal
import subprocess
import sys
import threading
from pathlib import Path
from typing import Self

from scripts.fault_cases import writer


class Writer:
    """One process that writes until it is killed."""

    def __init__(self, pid: int) -> None:
        self._handle = os.pidfd_open(pid)  # never another process that got its number later

    def freeze(self) -> None:
        """SIGSTOP."""
        signal.pidfd_send_signal(self._handle, signal.SIGSTOP)

    def kill(self) -> None:
        """SIGKILL, and wait until it is gone; nothing where it is gone already."""
        if self._handle < 0:
            return
        signal.pidfd_send_signal(self._handle, signal.SIGKILL)
        select.select([self._handle], [], [])
        os.close(self._handle)
        self._handle = -1


class Nursery:
    """A process of its own that forks writers; what is left of them at the end is killed."""

    def __enter__(self) -> Self:
        self._made: list[Writer] = []
        self._process = subprocess.Popen([sys.executable, "-m", "scripts.fault_cases.nursery"], stdin=subprocess.PIPE,
                                         stdout=subprocess.PIPE, text=True)
        return self

    def __exit__(self, *_: object) -> None:
        for one in self._made:
            one.kill()
        self._process.communicate()

    def start(self, var: Path, ledger: Path, mode: str = "") -> Writer:
        """A writer that is really writing.

        Raises:
            RuntimeError: it did not get so far.
        """
        self._made.append(Writer(self._told_ready(var, ledger, mode)))
        return self._made[-1]

    def settle(self, var: Path, ledger: Path) -> None:
        """A process sends what was left open, and ends.

        Raises:
            RuntimeError: it could not.
        """
        self._told_ready(var, ledger, "settle")

    def _told_ready(self, var: Path, ledger: Path, mode: str) -> int:
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write(f"{var}\t{ledger}\t{mode}\n")
        self._process.stdin.flush()
        pid, _, told = self._process.stdout.readline().strip().partition(" ")
        if told != "ready":
            raise RuntimeError(f"the writer did not start: {told or 'nobody is there to fork it'}")
        return int(pid)


def _write(var: str, ledger: str, mode: str) -> None:
    """What a forked process does; it never returns."""
    try:
        writer.main(var, ledger, mode)
        print(os.getpid(), "ready", flush=True)
        if mode != "settle":
            threading.Event().wait()
    except BaseException as error:
        print(os.getpid(), repr(error), flush=True)
    os._exit(0)


if __name__ == "__main__":
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # who has ended leaves nothing behind
    for line in sys.stdin:
        if os.fork() == 0:
            _write(*line.rstrip("\n").split("\t"))
