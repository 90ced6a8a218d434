"""scripts/run: starts everything, answers, and ends everything it started."""

from __future__ import annotations

import contextlib
import json
import os
import re
import signal
import socket
import subprocess
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path

import psutil
import pytest

from engine.settings import Settings
from tests.conftest import ROOT


class Running:
    """A service started by scripts/run; `printed` is what it said until it was ready."""

    def __init__(self, settings: Settings, content: Path, port: int) -> None:
        self.port, self.base = port, f"http://127.0.0.1:{port}"
        self.process = subprocess.Popen(
            [str(ROOT / "scripts" / "run"), "--content", str(content), "--port", str(port)], cwd="/",
            env={**os.environ, "LOTSE_VAR": str(settings.var)}, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
        lines = []
        for line in self.process.stdout or ():
            lines.append(line)
            if "Ctrl-C" in line:
                break
        self.printed = "".join(lines)
        if self.process.poll() is not None:
            pytest.fail(f"scripts/run ended: {self.printed}")

    def family(self) -> list[psutil.Process]:
        """It and everything below it."""
        own = psutil.Process(self.process.pid)
        return [own, *own.children(recursive=True)]

    def call(self, path: str, body: object = None) -> dict[str, object]:
        """One JSON answer."""
        data = None if body is None else json.dumps(body).encode()
        request = urllib.request.Request(self.base + path, data, {"Content-Type": "text/plain"} if data else {})
        with urllib.request.urlopen(request, timeout=30) as reply:
            answer: dict[str, object] = json.load(reply)
            return answer

    def stop(self) -> int:
        """End it as a terminal would."""
        self.process.send_signal(signal.SIGTERM)
        return self.process.wait(60)


def free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port: int = free.getsockname()[1]
        return port


@pytest.fixture(scope="module")
def service(library_dir: Path, fresh_settings: Callable[[], Settings]) -> Iterator[Running]:
    running = Running(fresh_settings(), library_dir, free_port())
    yield running
    if running.process.poll() is None:
        running.stop()


@pytest.fixture
def key(service: Running) -> str:
    found = re.search(r"pk_\w{32}", service.printed)
    assert found, service.printed
    return found[0]


def test_it_prints_the_addresses_and_a_key_that_works(service: Running, key: str) -> None:
    for path in ("/demo/", "/docs", "/health/ready"):
        assert service.base + path in service.printed
    decision = service.call("/v1/recommendations", {"key": key, "lang": "de"})
    assert decision["items"]
    assert service.call("/health/ready")["documents"] == 8


def test_a_taken_port_is_a_clear_message(service: Running, library_dir: Path, tmp_path: Path) -> None:
    port = service.base.rpartition(":")[2]
    command = [str(ROOT / ".venv/bin/python"), "-m", "engine", "serve", "--content", str(library_dir), "--port", port]
    second = subprocess.run(command, cwd=ROOT, env={**os.environ, "LOTSE_VAR": str(tmp_path)}, capture_output=True,
                            text=True, timeout=60)
    assert second.returncode == 1
    assert f"Port {port}" in second.stderr
    assert "--port N" in second.stderr


def test_clients_that_send_slowly_hold_up_nobody(service: Running, key: str) -> None:
    """More of them than threads, with headers complete and a body that does not come."""
    head = b"POST /v1/recommendations HTTP/1.1\r\nHost: x\r\nContent-Type: text/plain\r\nContent-Length: 999\r\n\r\n{"
    with contextlib.ExitStack() as slow:
        for _ in range(100):
            connection = slow.enter_context(socket.create_connection(("127.0.0.1", service.port)))
            connection.sendall(head)
        time.sleep(0.5)
        began = time.monotonic()
        for _ in range(5):
            assert service.call("/v1/recommendations", {"key": key})["items"]
        assert time.monotonic() - began < 8  # they would be held for ten seconds at least


def test_a_killed_worker_is_replaced(service: Running, key: str) -> None:
    web = next(p for p in service.family() if "granian" in " ".join(p.cmdline()))
    worker = web.children()[0]
    worker.send_signal(signal.SIGKILL)
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        try:
            if service.call("/v1/recommendations", {"key": key})["items"] and worker.pid not in {p.pid for p in web.children()}:
                return
        except (urllib.error.URLError, ConnectionError):
            time.sleep(0.2)
    pytest.fail("no answers after a worker was killed")


def test_sigterm_ends_all_it_started(service: Running) -> None:
    family = service.family()
    assert len(family) >= 4  # supervisor, store, server, workers
    assert service.stop() == 0
    _, alive = psutil.wait_procs(family, timeout=10)
    assert alive == []
    with pytest.raises(urllib.error.URLError):
        urllib.request.urlopen(service.base, timeout=2)
