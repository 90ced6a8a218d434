"""The embedded store: started once, shared, ended by who started it; and what happens when it is away."""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from engine.settings import Settings
from engine.store.breaker import Breaker
from engine.store.connect import ERRORS, connect
from engine.store.counters import SharedCounters
from engine.store.embedded import EmbeddedStore, socket_path


@pytest.fixture
def store(tmp_path: Path) -> Iterator[EmbeddedStore]:
    store = EmbeddedStore(tmp_path)
    store.start()
    yield store
    store.stop()


def test_a_second_start_uses_the_first_server_and_leaves_it_running(store: EmbeddedStore, tmp_path: Path) -> None:
    second = EmbeddedStore(tmp_path)
    second.start()
    assert store.started_here
    assert not second.started_here
    second.stop()
    assert connect(Settings(var=tmp_path)).ping()


def test_stopping_leaves_no_server_and_no_socket(tmp_path: Path) -> None:
    store = EmbeddedStore(tmp_path)
    store.start()
    store.stop()
    assert not store.socket.exists()
    with pytest.raises(ERRORS):
        connect(Settings(var=tmp_path)).ping()


def test_a_socket_left_behind_does_not_keep_it_from_starting(tmp_path: Path) -> None:
    left = socket_path(tmp_path)
    left.parent.mkdir(parents=True)
    left.touch()
    store = EmbeddedStore(tmp_path)
    store.start()
    assert store.started_here
    store.stop()


def test_a_long_folder_name_still_gets_a_socket(tmp_path: Path) -> None:
    deep = tmp_path / ("long-" * 20)
    assert len(str(socket_path(deep))) < 107
    store = EmbeddedStore(deep)
    store.start()
    assert connect(Settings(var=deep)).ping()
    store.stop()


def test_a_hung_server_is_waited_for_no_longer_than_the_setting(store: EmbeddedStore, tmp_path: Path) -> None:
    client = connect(Settings(var=tmp_path))
    client.ping()
    process = store._process
    assert process is not None
    os.kill(process.pid, signal.SIGSTOP)
    try:
        began = time.monotonic()
        with pytest.raises(ERRORS):
            client.get("x")
        assert time.monotonic() - began < 1.0
    finally:
        os.kill(process.pid, signal.SIGCONT)


def test_counters_are_shared_and_none_when_the_store_is_away(store: EmbeddedStore, tmp_path: Path) -> None:
    one, other = (SharedCounters(connect(Settings(var=tmp_path)), Breaker()) for _ in range(2))
    assert [one.hit("c", 60), other.hit("c", 60), one.hit("d", 60)] == [1, 2, 1]
    store.stop()
    assert one.hit("c", 60) is None


def test_an_open_breaker_does_not_even_try_and_closes_again() -> None:
    tried: list[int] = []

    def fails() -> str:
        tried.append(1)
        raise OSError

    breaker = Breaker(failures=2, rest=0.1)
    assert [breaker.call(fails, "away", (OSError,)) for _ in range(5)] == ["away"] * 5
    assert len(tried) == 2
    assert breaker.open
    time.sleep(0.12)
    assert breaker.call(lambda: "back", "away", (OSError,)) == "back"
    assert not breaker.open
