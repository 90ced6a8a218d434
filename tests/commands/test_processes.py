"""A closed terminal ends the service; without a terminal the same signal asks for new processes."""

from __future__ import annotations

import fcntl
import os
import pty
import signal
import subprocess
import sys
import termios

import pytest

from tests.conftest import ROOT

_WAITS = """
from engine.commands.processes import Stop
stop = Stop()
print("up", flush=True)
stopped = renew = False
while not (stopped or renew):
    stopped, renew = stop.wait(0.05), stop.renewal()
print("ends" if stopped else "renews", flush=True)
"""


def waiting(stdin: int, *, terminal: bool) -> subprocess.Popen[str]:
    """A process that waits for either, its standard input its controlling terminal if it is one."""
    process = subprocess.Popen(
        [sys.executable, "-c", _WAITS], cwd=ROOT, stdin=stdin, stdout=subprocess.PIPE, text=True, start_new_session=True,
        preexec_fn=(lambda: fcntl.ioctl(0, termios.TIOCSCTTY, 0)) if terminal else None)
    assert process.stdout
    assert process.stdout.readline() == "up\n"
    return process


@pytest.mark.skipif(signal.getsignal(signal.SIGHUP) is signal.SIG_IGN, reason="started by nohup: nobody hears a hang-up")
def test_closing_the_terminal_ends_the_service() -> None:
    ours, its = pty.openpty()
    process = waiting(its, terminal=True)
    os.close(its)
    os.close(ours)
    assert process.communicate(timeout=20)[0] == "ends\n"


@pytest.mark.skipif(signal.getsignal(signal.SIGHUP) is signal.SIG_IGN, reason="started by nohup: nobody hears a hang-up")
def test_without_a_terminal_it_asks_for_new_processes() -> None:
    process = waiting(subprocess.DEVNULL, terminal=False)
    process.send_signal(signal.SIGHUP)
    assert process.communicate(timeout=20)[0] == "renews\n"
