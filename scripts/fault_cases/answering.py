"""How many requests are answered, and how soon, while parts of the real service are killed or hang."""

from __future__ import annotations

import contextlib
import http.client
import json
import os
import random
import shutil
import signal
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
from rich.console import Console
from rich.table import Table

from engine.errors import ReleaseError
from engine.settings import Settings
from engine.store.embedded import socket_path
from engine.store.keys import KeyStore
from scripts.fault_cases.ledger import event
from scripts.fault_cases.service_kills import Service
from scripts.fault_cases.slow_store import SlowStore

_ROLES = ("management", "operations", "technical", "procurement", "finance", "user")
_PATIENCE = 10.0  # seconds until a request counts as not answered


@dataclass
class Spell:
    """What happened to the requests of one kind of fault; times in milliseconds."""

    name: str
    faults: int = 0
    times: list[float] = field(default_factory=list)
    failed: int = 0
    again: int = 0
    degraded: int = 0
    why: Counter[str] = field(default_factory=Counter)
    lock: threading.Lock = field(default_factory=threading.Lock)

    @property
    def asked(self) -> int:
        """All requests."""
        return len(self.times) + self.failed


class Load:
    """Requests at a steady rate whatever the service does: recommendations, and every third time an event."""

    def __init__(self, port: int, key: str, rate: float, seed: int) -> None:
        self._port, self._key, self.rate, self._chance = port, key, rate, random.Random(seed)
        self.spell = Spell("calm")
        self._stop = threading.Event()
        self._pool = ThreadPoolExecutor(256)
        self._clock = threading.Thread(target=self._run)

    def ask(self) -> dict[str, Any] | str:
        """One recommendation, or why there was none."""
        return self._post("/v1/recommendations", {"key": self._key})

    def start(self) -> None:
        """Begin."""
        self._clock.start()

    def stop(self) -> None:
        """Wait for what is under way."""
        self._stop.set()
        self._clock.join()
        self._pool.shutdown()

    def _run(self) -> None:
        due, number = time.monotonic(), 0
        while not self._stop.is_set():
            number += 1
            self._pool.submit(self._one, self.spell, number, self._chance.choice(_ROLES))
            due += 1 / self.rate
            time.sleep(max(0.0, due - time.monotonic()))

    def _one(self, spell: Spell, number: int, role: str) -> None:
        if number % 3:
            path, body = "/v1/recommendations", {"key": self._key, "role": role}
        else:
            path, body = "/v1/events", {"key": self._key, "events": [event()]}
        began = time.monotonic()
        reply = self._post(path, body)
        took = 1000 * (time.monotonic() - began)
        again = isinstance(reply, str) and not isinstance(self._post(path, body), str)
        with spell.lock:
            spell.again += again
            if isinstance(reply, str):
                spell.failed += 1
                spell.why[reply] += 1
            else:
                spell.times.append(took)
                spell.degraded += bool(reply.get("degraded"))

    def _post(self, path: str, body: dict[str, Any]) -> dict[str, Any] | str:
        """The answer, or why there was none."""
        connection = http.client.HTTPConnection("127.0.0.1", self._port, timeout=_PATIENCE)
        try:
            connection.request("POST", path, json.dumps(body), {"Content-Type": "text/plain"})
            reply = connection.getresponse()
            told = reply.read()
            return dict(json.loads(told)) if reply.status == 200 else str(reply.status)
        except (OSError, http.client.HTTPException, ValueError) as error:
            return type(error).__name__
        finally:
            connection.close()


def run(folder: Path, faults: int, port: int, *, apart: float = 8.0, rate: float = 20.0, seed: int = 3) -> list[Spell]:
    """`faults` of each kind, `apart` seconds between two, at `rate` requests a second.

    Raises:
        ReleaseError: there is no release to serve: python -m engine index DIR.
    """
    settings = _copied(Settings.load(), folder, port)
    _, key = KeyStore(settings.var / "keys.db").create("public")
    kinds = {"no fault": "calm", "worker killed": "worker", "projector killed": "projector", "store killed": "store",
             "store hangs": "store hangs", "ten times as many requests": "burst", "processes renewed": "renewal"}
    spells = _spells(settings, Load(port, key, rate, seed), kinds, faults, apart, random.Random(seed))
    with SlowStore(socket_path(settings.var)) as way:
        os.environ["LOTSE_REDIS_URL"] = way.url
        kinds = {"no fault, store by a proxy": "calm", "each reply of the store 150 ms late": "late",
                 "each byte of the store 10 ms late": "drip"}
        spells += _spells(settings, Load(port, key, rate, seed), kinds, faults, apart, random.Random(seed), way)
    del os.environ["LOTSE_REDIS_URL"]
    return spells


def _spells(
    settings: Settings, load: Load, kinds: dict[str, str], faults: int, apart: float, chance: random.Random,
    way: SlowStore | None = None,
) -> list[Spell]:
    """One service, broken in each of these ways in turn."""
    service, spells = Service(settings), []
    service.start()
    try:
        while isinstance(load.ask(), str):
            time.sleep(0.2)
        time.sleep(apart)
        load.start()
        for name, kind in kinds.items():
            load.spell = Spell(name)
            spells.append(load.spell)
            time.sleep(1)  # what is under way belongs to the spell before
            for _ in range(faults):
                _break(service, kind, chance, load, apart, way)
        load.stop()
    finally:
        service.stop()
    return spells


def _break(service: Service, kind: str, chance: random.Random, load: Load, apart: float, way: SlowStore | None) -> None:
    """One fault and the time after it."""
    load.spell.faults += kind != "calm"
    if kind in ("worker", "projector", "store"):
        load.spell.faults += service.kill(kind, chance) - 1
        time.sleep(apart)
        return
    with FAULTS[kind](service, load, way):
        time.sleep(apart)


@contextlib.contextmanager
def _hanging(service: Service, _load: Load, _way: SlowStore | None) -> Iterator[None]:
    process = service.store._process
    assert process is not None
    os.kill(process.pid, signal.SIGSTOP)
    yield
    os.kill(process.pid, signal.SIGCONT)


@contextlib.contextmanager
def _burst(_service: Service, load: Load, _way: SlowStore | None) -> Iterator[None]:
    load.rate *= 10
    yield
    load.rate /= 10


@contextlib.contextmanager
def _renewal(service: Service, _load: Load, _way: SlowStore | None) -> Iterator[None]:
    renewing = threading.Thread(target=service.renew)
    renewing.start()
    yield
    renewing.join()


@contextlib.contextmanager
def _late(_service: Service, _load: Load, way: SlowStore | None) -> Iterator[None]:
    assert way is not None
    way.late = 0.15
    yield
    way.late = 0.0


@contextlib.contextmanager
def _drip(_service: Service, _load: Load, way: SlowStore | None) -> Iterator[None]:
    assert way is not None
    way.drip = 0.01
    yield
    way.drip = 0.0


FAULTS: dict[str, Callable[[Service, Load, SlowStore | None], contextlib.AbstractContextManager[None]]] = {
    "calm": lambda *_: contextlib.nullcontext(), "store hangs": _hanging, "burst": _burst, "renewal": _renewal,
    "late": _late, "drip": _drip,
}


def _copied(settings: Settings, folder: Path, port: int) -> Settings:
    """The releases and the model of this checkout, in a folder that may be broken."""
    if not (settings.var / "releases" / "current").exists():
        raise ReleaseError("There is no release to serve.", where=str(settings.var), fix="python -m engine index content")
    for part in ("releases", "model"):
        shutil.copytree(settings.var / part, folder / "var" / part, copy_function=os.link)
    return Settings.load(var=folder / "var", port=port)


def show(spells: list[Spell]) -> None:
    """The table."""
    table = Table("fault", "faults", "requests", "answered at once", "or at the second try", "degraded", "median", "p99",
                  "not answered")
    for s in spells:
        median, slow = np.percentile(s.times, [50, 99])
        table.add_row(s.name, str(s.faults), str(s.asked), f"{len(s.times) / s.asked:.2%}",
                      f"{(len(s.times) + s.again) / s.asked:.2%}", str(s.degraded), f"{median:.0f} ms", f"{slow:.0f} ms",
                      ", ".join(f"{n} {why}" for why, n in s.why.most_common()))
    Console(width=160).print(table)
