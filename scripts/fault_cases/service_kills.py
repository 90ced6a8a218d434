"""SIGKILL of worker, projector and store of the real service, under HTTP load."""

from __future__ import annotations

import http.client
import json
import os
import random
import signal
import sys
import threading
import time
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any

from engine.commands.processes import Child
from engine.commands.serve import child_environment
from engine.commands.web_service import WebService
from engine.settings import Settings
from engine.store.embedded import EmbeddedStore
from engine.store.keys import KeyStore
from scripts.fault_cases.ledger import Ledger, Send, event, keep_sending, settle
from scripts.fault_cases.verdict import Verdict, compare, projected

_ROOT = Path(__file__).resolve().parents[2]
_CLIENTS = 4


class Service:
    """Web workers, projector and store, watched as `serve` watches them."""

    def __init__(self, settings: Settings) -> None:
        os.environ["LOTSE_RATE_PER_MINUTE"] = "1000000"
        self.store, self.web = EmbeddedStore(settings.var), WebService(settings, child_environment(settings))
        command = [sys.executable, "-m", "engine", "project"]
        self.projector = Child("projector", command, child_environment(settings), _ROOT)
        self._stop, self._renewing = threading.Event(), threading.Lock()
        self._watcher = threading.Thread(target=self._watch)

    def start(self) -> None:
        """All three, and their watcher."""
        self.store.start()
        self.projector.start()
        self.web.start()
        self._watcher.start()

    def stop(self) -> None:
        """Everything."""
        self._stop.set()
        self._watcher.join()
        self.web.stop()
        self.projector.stop()
        self.store.stop()

    def renew(self) -> None:
        """New service processes instead of the old ones."""
        with self._renewing:
            self.web.renew(self._stop)

    def kill(self, what: str, chance: random.Random) -> bool:
        """SIGKILL one process; False if there is none at the moment."""
        processes = {"store": self.store, "projector": self.projector, "worker": self.web.child}
        process = processes[what]._process
        if process is None or process.poll() is not None:
            return False
        victims = children(process.pid) if what == "worker" else [process.pid]
        if not victims:
            return False
        with suppress(ProcessLookupError):
            os.kill(chance.choice(victims), signal.SIGKILL)
        return True

    def _watch(self) -> None:
        while not self._stop.wait(0.2):
            if self.store.ended is not None:
                self.store.start()
            for child in (self.projector, self.web.child):
                if child.status is not None and not self._renewing.locked():
                    child._quick_ends = 0  # it is us who end it so quickly
                    child.revive()


def children(pid: int) -> list[int]:
    """Processes whose parent is `pid`."""
    found = []
    for path in Path("/proc").glob("[0-9]*/stat"):
        with suppress(OSError, ValueError):
            if int(path.read_text().rpartition(")")[2].split()[1]) == pid:
                found.append(int(path.parent.name))
    return found


def under_load(ledger: Ledger, seconds: float = 120.0) -> None:
    """Wait until posts are being answered, so that every kill hits a service that is at work."""
    before, end = len(ledger.acked()), time.monotonic() + seconds
    while len(ledger.acked()) == before and time.monotonic() < end:
        time.sleep(0.05)


def sender(port: int, key: str) -> Send:
    """POST /v1/events."""

    def send(batch: list[dict[str, Any]]) -> Sequence[str] | None:
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=15)
        try:
            connection.request("POST", "/v1/events", json.dumps({"key": key, "events": batch}),
                               {"Content-Type": "text/plain"})
            reply = connection.getresponse()
            body = json.loads(reply.read())
            return [*body["accepted"], *body["duplicate"]] if reply.status == 200 else None
        except (OSError, http.client.HTTPException, ValueError):
            return None
        finally:
            connection.close()

    return send


def run(folder: Path, kills: int, port: int, seed: int = 2) -> Verdict:
    """Kills in turn of worker, projector and store, at random moments."""
    settings = Settings(var=folder / "var", port=port)
    settings.var.mkdir(parents=True)
    _, key = KeyStore(settings.var / "keys.db").create("public")
    service, ledger, chance, stop = Service(settings), Ledger(folder / "ledger"), random.Random(seed), threading.Event()
    send, done = sender(port, key), 0
    service.start()
    try:
        while not ledger.send([event("first")], send):
            time.sleep(0.2)
        ledger.tried = ledger.refused = 0
        clients = [threading.Thread(target=keep_sending, args=(ledger, send, stop)) for _ in range(_CLIENTS)]
        for client in clients:
            client.start()
        while done < kills:
            under_load(ledger)
            time.sleep(chance.uniform(0.2, 1.5))
            done += service.kill(("worker", "projector", "store")[done % 3], chance)
        stop.set()
        for client in clients:
            client.join()
        tried, refused = ledger.tried, ledger.refused
        settled = settle(ledger, send)
    finally:
        service.stop()
    verdict = compare("service SIGKILL", kills, settings.var, ledger.acked())
    verdict.counted = projected(settings)
    verdict.note = f"{tried - refused} of {tried} posts answered at the first try"
    if not settled:
        verdict.failed.append("the service did not come back")
    return verdict
