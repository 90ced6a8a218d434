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
_AFTER = 3.0  # seconds watched after each fault


@dataclass
class Spell:
    """What happened to the requests of one kind of fault; times in milliseconds, when degraded answers came and when faults
    ended in seconds of the monotonic clock."""

    name: str
    faults: int = 0
    times: list[float] = field(default_factory=list)
    failed: int = 0
    again: int = 0
    degraded: list[float] = field(default_factory=list)
    ended: list[float] = field(default_factory=list)
    why: Counter[str] = field(default_factory=Counter)
    lock: threading.Lock = field(default_factory=threading.Lock)

    @property
    def asked(self) -> int:
        """All requests."""
        return len(self.times) + self.failed

    @property
    def recovery(self) -> float:
        """Seconds from the end of a fault to its last degraded answer, the longest; what a fault breaks for good and somebody
        else must start again ends with it here."""
        return max((at - end for end in self.ended for at in self.degraded if 0 < at - end < _AFTER), default=0.0)


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
        """Wait for what is under way, if it was begun at all."""
        self._stop.set()
        if self._clock.ident is not None:
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
                if reply.get("degraded"):
                    spell.degraded.append(time.monotonic())

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


# breaks it for as long as the context lasts; gives how many faults that was
Fault = Callable[[Service, Load], contextlib.AbstractContextManager[int]]


def run(folder: Path, faults: int, port: int, *, apart: float = 8.0, rate: float = 20.0, seed: int = 3) -> list[Spell]:
    """`faults` of each kind, `apart` seconds between two, at `rate` requests a second.

    Raises:
        ReleaseError: there is no release to serve: python -m engine index DIR.
    """
    settings = _copied(Settings.load(), folder, port)
    _, key = KeyStore(settings.var / "keys.db").create("public")
    chance = random.Random(seed)
    spells = _spells(settings, Load(port, key, rate, seed), _faults(chance), faults, apart)
    with SlowStore(socket_path(settings.var)) as way, _environment("LOTSE_REDIS_URL", way.url):
        spells += _spells(settings, Load(port, key, rate, seed), _slow_ways(way), faults, apart)
    return spells


def _spells(settings: Settings, load: Load, kinds: dict[str, Fault], faults: int, apart: float) -> list[Spell]:
    """One service, broken in each of these ways in turn."""
    service, spells = Service(settings), []
    service.start()
    try:
        while isinstance(load.ask(), str):
            time.sleep(0.2)
        time.sleep(apart)
        load.start()
        for name, fault in kinds.items():
            load.spell = Spell(name)
            spells.append(load.spell)
            time.sleep(1)  # what is under way belongs to the spell before
            for _ in range(faults):
                with fault(service, load) as made:
                    load.spell.faults += made
                    time.sleep(apart)
                load.spell.ended.append(time.monotonic())
                time.sleep(_AFTER)
    finally:
        load.stop()
        service.stop()
    return spells


def _faults(chance: random.Random) -> dict[str, Fault]:
    """By what the table calls them."""
    return {
        "no fault": _calm, "worker killed": _killed("worker", chance), "projector killed": _killed("projector", chance),
        "store killed": _killed("store", chance), "store hangs": _hanging, "ten times as many requests": _burst,
        "processes renewed": _renewal,
    }


def _slow_ways(way: SlowStore) -> dict[str, Fault]:
    """The same for a store that is reached by this way."""
    return {"no fault, store by a proxy": _calm, "each reply of the store 150 ms late": _slow(way, "late", 0.15),
            "each byte of the store 10 ms late": _slow(way, "drip", 0.01)}


@contextlib.contextmanager
def _calm(_service: Service, _load: Load) -> Iterator[int]:
    yield 0


def _killed(what: str, chance: random.Random) -> Fault:
    @contextlib.contextmanager
    def fault(service: Service, _load: Load) -> Iterator[int]:
        yield int(service.kill(what, chance))

    return fault


@contextlib.contextmanager
def _hanging(service: Service, _load: Load) -> Iterator[int]:
    process = service.store._process
    assert process is not None
    os.kill(process.pid, signal.SIGSTOP)
    try:
        yield 1
    finally:
        os.kill(process.pid, signal.SIGCONT)


@contextlib.contextmanager
def _burst(_service: Service, load: Load) -> Iterator[int]:
    load.rate *= 10
    try:
        yield 1
    finally:
        load.rate /= 10


@contextlib.contextmanager
def _renewal(service: Service, _load: Load) -> Iterator[int]:
    # in this thread: processes end with the thread that started them
    service.renew()
    yield 1


def _slow(way: SlowStore, how: str, seconds: float) -> Fault:
    @contextlib.contextmanager
    def fault(_service: Service, _load: Load) -> Iterator[int]:
        setattr(way, how, seconds)
        try:
            yield 1
        finally:
            setattr(way, how, 0.0)

    return fault


@contextlib.contextmanager
def _environment(name: str, value: str) -> Iterator[None]:
    """For the processes that are started meanwhile."""
    os.environ[name] = value
    try:
        yield
    finally:
        del os.environ[name]


def _copied(settings: Settings, folder: Path, port: int) -> Settings:
    """The releases and the model of this checkout, in a folder that may be broken."""
    if not (settings.var / "releases" / "current").exists():
        raise ReleaseError("There is no release to serve.", where=str(settings.var), fix="python -m engine index content")
    for part in ("releases", "model"):
        shutil.copytree(settings.var / part, folder / "var" / part, copy_function=os.link)
    return Settings.load(var=folder / "var", port=port)


def show(spells: list[Spell]) -> None:
    """The table."""
    table = Table("fault", "faults", "requests", "answered at once", "or at the second try", "degraded", "whole again after",
                  "median", "p99", "not answered")
    for s in spells:
        median, slow = np.percentile(s.times, [50, 99])
        table.add_row(s.name, str(s.faults), str(s.asked), f"{len(s.times) / s.asked:.2%}",
                      f"{(len(s.times) + s.again) / s.asked:.2%}", str(len(s.degraded)),
                      f"{s.recovery:.1f} s", f"{median:.0f} ms", f"{slow:.0f} ms",
                      ", ".join(f"{n} {why}" for why, n in s.why.most_common()))
    Console(width=160).print(table)
