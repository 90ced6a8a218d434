"""A store that answers every single question, but slowly: a request waits for all of them together, then goes on without."""

from __future__ import annotations

import socket
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from flask.testing import FlaskClient

from api import create_app
from engine.settings import Settings
from engine.store import budget
from engine.store.breaker import Breaker
from engine.store.connect import ERRORS, connect
from engine.store.embedded import EmbeddedStore
from scripts.fault_cases.slow_store import SlowStore
from tests.conftest import Keys

BUDGET = 0.3  # seconds; six times the default, so that a busy machine is not taken for a slow store
MUCH = 6.0  # seconds; on an idle machine it is the budget, without one twice as much at least, or nothing is missing

SLOWNESS = [
    pytest.param({"late": 1.0}, id="every reply late"),
    pytest.param({"late": 0.2}, id="every reply a little late"),
    pytest.param({"drip": 0.03}, id="byte by byte"),
]


@pytest.fixture
def slow(tmp_path: Path) -> Iterator[Callable[..., SlowStore]]:
    """Makes a slow way to a real store."""
    store = EmbeddedStore(tmp_path)
    store.start()
    client = connect(Settings(var=tmp_path))
    client.set("long", b"x" * 60)
    made: list[SlowStore] = []

    def make(**slowness: float) -> SlowStore:
        made.append(SlowStore(store.socket, **slowness).__enter__())
        return made[-1]

    yield make
    for one in made:
        one.__exit__()
    client.close()
    store.stop()


def settings(way: SlowStore, milliseconds: int = 300) -> Settings:
    return Settings(redis_url=way.url, redis_timeout_ms=milliseconds)


def waited(action: Callable[[], object]) -> float:
    began = time.monotonic()
    with pytest.raises(ERRORS):
        action()
    return time.monotonic() - began


def questions(client: Any) -> None:
    for _ in range(60):
        client.get("long")


@pytest.mark.parametrize("slowness", SLOWNESS)
def test_all_questions_of_a_request_wait_no_longer_than_its_budget(slow: Callable[..., SlowStore], slowness: dict[str, float]) -> None:
    client = connect(settings(slow(**slowness)))
    with budget.within(BUDGET):
        assert waited(lambda: questions(client)) < MUCH
        assert budget.spent()


@pytest.mark.parametrize("slowness", SLOWNESS)
def test_the_budget_also_bounds_a_connection_that_was_good_before(slow: Callable[..., SlowStore], slowness: dict[str, float]) -> None:
    way = slow()
    client = connect(settings(way, 2000))
    questions(client)
    way.late, way.drip = slowness.get("late", 0.0), slowness.get("drip", 0.0)
    with budget.within(BUDGET):
        assert waited(lambda: questions(client)) < MUCH


def test_what_was_cut_short_is_not_taken_for_the_answer_to_the_next_question(slow: Callable[..., SlowStore]) -> None:
    way = slow()
    client = connect(settings(way, 2000))
    client.set("a", "one")
    client.set("b", "two")
    way.drip = 0.02
    with budget.within(BUDGET):
        waited(lambda: [client.get("a") for _ in range(9)])
    way.drip = 0.0
    assert client.get("b") == b"two"


def test_another_request_has_its_own_budget(slow: Callable[..., SlowStore]) -> None:
    client = connect(settings(slow(), 2000))
    with budget.within(0.0):
        waited(lambda: client.get("long"))
    with budget.within(1.0):
        assert client.get("long")
    assert not budget.spent()


def test_only_waiting_is_charged(slow: Callable[..., SlowStore]) -> None:
    client = connect(settings(slow(), 2000))
    with budget.within(0.5):
        client.get("long")
        time.sleep(0.6)  # a model at work
        assert client.get("long")


def test_a_name_that_is_not_found_in_time_is_not_waited_for(monkeypatch: pytest.MonkeyPatch) -> None:
    def stuck(*_: object, **__: object) -> list[Any]:
        time.sleep(10.0)
        raise socket.gaierror

    monkeypatch.setattr(socket, "getaddrinfo", stuck)
    client = connect(Settings(redis_url="redis://store.example:6379/0"))
    with budget.within(BUDGET):
        assert waited(lambda: client.get("x")) < MUCH


def test_a_question_that_was_not_asked_for_want_of_time_says_nothing_about_the_store() -> None:
    breaker = Breaker(failures=1)
    with budget.within(0.0):
        assert breaker.call(lambda: "asked", "not asked", ERRORS) == "not asked"
    assert not breaker.open
    assert breaker.call(lambda: "asked", "not asked", ERRORS) == "asked"


@dataclass(frozen=True)
class Behind:
    """An app whose store is reached by a way that can be made slow."""

    way: SlowStore
    client: FlaskClient
    key: str

    def ask(self) -> tuple[float, bool]:
        """Seconds and whether the answer says that something was missing."""
        began = time.monotonic()
        reply = self.client.post("/v1/recommendations", json={"key": self.key, "lang": "de"})
        took = time.monotonic() - began
        assert reply.status_code == 200
        answer = reply.get_json()
        assert answer["items"]
        return took, bool(answer["degraded"])

    def whole(self, seconds: float) -> float:
        """Ask until nothing is missing; how long one such answer took."""
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            took, degraded = self.ask()
            if not degraded:
                return took
            time.sleep(0.05)
        pytest.fail(f"still degraded after {seconds} seconds")


@pytest.fixture
def behind(built: Settings, keys: Keys, store: EmbeddedStore) -> Iterator[Behind]:
    with SlowStore(store.socket) as way:
        app = create_app(Settings(var=built.var, redis_url=way.url, redis_timeout_ms=1000, rate_exempt=""))
        with app.test_client() as client:
            yield Behind(way, client, keys.bare)


def test_recommendations_go_on_when_it_drips_say_so_and_are_whole_again(behind: Behind) -> None:
    """Both questions together take the budget, then the breaker leaves the store alone; times as shipped: scripts/faults."""
    quick = behind.whole(30)
    behind.way.drip = 0.1  # a reply takes seconds
    slowly = [behind.ask() for _ in range(8)]
    behind.way.drip = 0.0
    assert all(degraded for _, degraded in slowly)
    assert max(took for took, _ in slowly) < quick + 3
    behind.whole(30)
