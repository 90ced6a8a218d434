"""Without a network, and ended by Ctrl-C: it starts and answers all the same, and leaves nothing but what is not its own."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import psutil
import pytest

from engine.settings import Settings
from engine.store.embedded import EmbeddedStore
from tests.ports import free_port
from tests.web.test_serving import Running

CUT = ["unshare", "--net", "--", "sh", "-c", 'ip link set lo up && exec "$@"', "sh"]
ASK = """
import json, sys, urllib.request
base, key = sys.argv[1:]
body = json.dumps({"key": key, "lang": "de", "query": "Wie oft muss gewartet werden?"}).encode()
sent = urllib.request.Request(base + "/v1/recommendations", body, {"Content-Type": "text/plain"})
print(urllib.request.urlopen(sent, timeout=30).read().decode())
"""
OUT = "import socket; socket.create_connection(('192.0.2.1', 80), 2)"


@pytest.fixture(scope="module")
def cut_off(library_dir: Path, fresh_settings: Callable[[], Settings]) -> Iterator[Running]:
    """Started by scripts/run where only the loopback is up, in a session of its own as in a terminal."""
    if subprocess.run([*CUT, "true"], capture_output=True, check=False).returncode:
        pytest.skip("this system does not let us cut the network: unshare --net")
    running = Running(fresh_settings(), library_dir, free_port(), before=CUT, start_new_session=True)
    yield running
    if running.process.poll() is None:
        running.stop()


def inside(running: Running, *command: str) -> subprocess.CompletedProcess[str]:
    """Run it in the same network, which is none."""
    enter = ["nsenter", f"--net=/proc/{running.process.pid}/ns/net", sys.executable, "-c"]
    return subprocess.run([*enter, *command], capture_output=True, text=True, check=False, timeout=60)


def test_it_starts_and_answers_with_the_network_cut(cut_off: Running) -> None:
    assert "unreachable" in inside(cut_off, OUT).stderr
    key = next(word for word in cut_off.printed.split() if word.startswith("pk_"))
    answered = inside(cut_off, ASK, cut_off.base, key)
    assert answered.returncode == 0, answered.stderr
    decision = json.loads(answered.stdout)
    assert decision["items"]
    assert not decision["degraded"]


def test_ctrl_c_ends_what_it_started_and_nothing_else(cut_off: Running, tmp_path: Path) -> None:
    """The terminal sends SIGINT to the whole foreground group."""
    other = EmbeddedStore(tmp_path)
    other.start()
    bystander = subprocess.Popen(["sleep", "60"], start_new_session=True)
    try:
        family = cut_off.family()
        assert len(family) >= 5  # supervisor, projector, store, server, workers
        os.killpg(cut_off.process.pid, signal.SIGINT)
        assert cut_off.process.wait(60) == 0
        _, alive = psutil.wait_procs(family, timeout=10)
        assert alive == []
        told = cut_off.process.stdout.read() if cut_off.process.stdout else ""
        assert "Stopped." in told
        assert "refused to gracefully stop" not in told
        assert bystander.poll() is None
        assert other.ended is None
    finally:
        bystander.kill()
        bystander.wait()
        other.stop()
