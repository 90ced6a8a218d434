"""scripts/run: starts everything, answers, and ends everything it started."""

from __future__ import annotations

import contextlib
import http.client
import json
import os
import re
import resource
import signal
import socket
import subprocess
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

import psutil
import pytest

from engine.events.room import journal_path
from engine.settings import Settings
from engine.store.journal import Journal
from engine.store.log import EventLog
from tests.conftest import ROOT
from tests.ports import free_port


class Running:
    """A service started by scripts/run; `printed` is what it said until it was ready."""

    def __init__(self, settings: Settings, content: Path, port: int, *, before: Sequence[str] = (), **how: Any) -> None:
        self.var = settings.var
        self.port, self.base = port, f"http://127.0.0.1:{port}"
        self.process = subprocess.Popen(
            # a terminal's closing is ignored under nohup; here SIGHUP is to renew, however the tests were started
            ["env", "--default-signal=HUP", *before, str(ROOT / "scripts" / "run"), "--content", str(content), "--port", str(port)], cwd="/",
            env={**os.environ, "LOTSE_VAR": str(settings.var)}, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, **how)
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


def test_a_thousand_slow_clients_hold_up_nobody(service: Running, key: str) -> None:
    """Half of them send a header line now and then, half a body; none is ever complete.

    They are given up after ten seconds. Only what is answered while nearly all of them are still held counts, so a slow
    machine proves less and not something else; whom they held up would be answered when they are gone, or not much sooner.
    """
    begun = b"POST /v1/recommendations HTTP/1.1\r\nHost: x\r\nContent-Type: text/plain\r\n"
    started = [begun, begun + b"Content-Length: 999\r\n\r\n{"]
    alone, amid = max(seconds(service, key) for _ in range(4)), []
    with contextlib.ExitStack() as slow:
        files, most = resource.getrlimit(resource.RLIMIT_NOFILE)
        slow.callback(resource.setrlimit, resource.RLIMIT_NOFILE, (files, most))
        resource.setrlimit(resource.RLIMIT_NOFILE, (max(files, 2048), most))
        clients = [slow.enter_context(socket.create_connection(("127.0.0.1", service.port))) for _ in range(1000)]
        for number, client in enumerate(clients):
            client.sendall(started[number % 2])
        for _ in range(3):
            for number, client in enumerate(clients):
                with contextlib.suppress(OSError):  # given up already: its ten seconds are over
                    client.sendall(b"x" if number % 2 else b"X-A: b\r\n")
            for _ in range(4):
                took = seconds(service, key)
                if sum(map(held, clients)) > 900:
                    amid.append(took)
    assert len(amid) >= 4
    assert max(amid) < 4 * alone + 3


def seconds(service: Running, key: str) -> float:
    """How long one page takes."""
    began = time.monotonic()
    assert service.call("/v1/recommendations", {"key": key})["items"]
    return time.monotonic() - began


def held(client: socket.socket) -> bool:
    """Whether the service still waits for the rest of what this client sends."""
    try:
        client.recv(1, socket.MSG_DONTWAIT | socket.MSG_PEEK)
    except BlockingIOError:
        return True
    except OSError:
        return False
    return False  # an answer or the end


def test_renewed_processes_take_over_without_a_failed_request(service: Running, key: str) -> None:
    """SIGHUP under load, as `systemctl reload` sends it; what was acknowledged is in the log afterwards."""
    before = workers(service)
    failed, sent, over = [], [], threading.Event()

    def ask(number: int) -> None:
        while not over.is_set():
            event = {"id": f"renewal-{number}-{len(sent)}", "type": "impression", "document": "a.md"}
            try:
                if service.call("/v1/events", {"key": key, "events": [event]})["accepted"]:
                    sent.append(event["id"])
                service.call("/v1/recommendations", {"key": key})
                time.sleep(0.05)
            except (OSError, http.client.HTTPException) as error:
                failed.append(repr(error))

    askers = [threading.Thread(target=ask, args=(number,)) for number in range(3)]
    for asker in askers:
        asker.start()
    service.process.send_signal(signal.SIGHUP)
    deadline = time.monotonic() + 90
    while time.monotonic() < deadline and before & workers(service):
        time.sleep(0.1)
    time.sleep(0.5)
    over.set()
    for asker in askers:
        asker.join()
    assert failed == []
    assert not before & workers(service)
    logged = {entry.id for entry in EventLog(Journal(journal_path(service.var))).stream()}
    assert sent
    assert set(sent) <= logged


def workers(service: Running) -> set[int]:
    """Processes that answer."""
    found = set()
    for process in service.family():
        with contextlib.suppress(psutil.Error):  # ended meanwhile
            if serves(process) and not process.children():
                found.add(process.pid)
    return found


def serves(process: psutil.Process) -> bool:
    """Whether it is the server program or one of its workers; not any more if it has ended meanwhile."""
    try:
        return "granian" in " ".join(process.cmdline())
    except psutil.Error:
        return False


def test_a_killed_worker_is_replaced(service: Running, key: str) -> None:
    web = next(process for process in service.family() if serves(process))
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
