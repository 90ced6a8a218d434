"""While new service processes get ready, everything else is watched as ever; afterwards all of it is new."""

from __future__ import annotations

import os
import signal
import sys
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

import psutil
import pytest

from engine.commands import serve, web_service
from engine.commands.processes import Child, Stop
from engine.commands.web_service import WebService, shared_folder
from engine.settings import Settings


def sleeper(name: str) -> Child:
    return Child(name, [sys.executable, "-c", "import time; time.sleep(600)"], dict(os.environ), Path("/"))


def pid_of(child: Child) -> int:
    assert child._process
    return child._process.pid


def following(started: list[Child]) -> bool:
    """Whether the second generation runs."""
    return len(started) == 2 and started[1]._process is not None


def until(met: Callable[[], bool]) -> None:
    deadline = time.monotonic() + 20
    while not met():
        assert time.monotonic() < deadline, "it did not happen in time"
        time.sleep(0.02)


@pytest.fixture
def started(monkeypatch: pytest.MonkeyPatch) -> list[Child]:
    """All service processes that were made; here they only sleep, and the test says when they are ready."""
    made: list[Child] = []

    def child(settings: Settings, _env: Mapping[str, str], generation: int = 0) -> Child:
        shared_folder(settings, generation).mkdir(parents=True)
        made.append(sleeper("service"))
        return made[-1]

    monkeypatch.setattr(web_service, "web_child", child)
    monkeypatch.setattr(web_service, "_LISTENING", 0.0)
    return made


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(var=tmp_path, workers=1)


@pytest.fixture
def web(settings: Settings, started: list[Child]) -> Iterator[WebService]:
    made = WebService(settings, {})
    made.start()
    yield made
    for child in started:
        child.kill()


@pytest.fixture
def stop() -> Iterator[Stop]:
    """What a terminal or the system tells; signals are put back as they were."""
    numbers = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
    before = {number: signal.getsignal(number) for number in numbers}
    signal.signal(signal.SIGHUP, signal.SIG_DFL)
    yield Stop()
    for number, handler in before.items():
        signal.signal(number, handler)


@pytest.fixture
def projecting() -> Iterator[Child]:
    made = sleeper("projector")
    made.start()
    yield made
    made.kill()


@pytest.fixture
def watched(web: WebService, projecting: Child, stop: Stop) -> Iterator[None]:
    """The loop of `serve`, asked for new processes."""
    signal.raise_signal(signal.SIGHUP)
    watcher = threading.Thread(target=serve._watch, args=(None, web, projecting, stop))
    watcher.start()
    yield
    stop.set()
    watcher.join()


@pytest.mark.usefixtures("watched")
def test_a_projector_that_dies_meanwhile_is_started_again(started: list[Child], projecting: Child) -> None:
    until(lambda: following(started))
    before = pid_of(projecting)
    os.kill(before, signal.SIGKILL)
    until(lambda: pid_of(projecting) != before and projecting.status is None)
    assert started[0].status is None


def test_what_goes_wrong_meanwhile_leaves_no_second_service(web: WebService, started: list[Child]) -> None:
    def broken() -> None:
        raise MemoryError

    with pytest.raises(MemoryError):
        web.renew(threading.Event(), broken)
    assert started[1].status is not None
    assert web.child is started[0]
    assert psutil.pid_exists(pid_of(started[0]))


@pytest.mark.usefixtures("watched")
def test_the_projector_is_new_too_once_the_service_is(settings: Settings, web: WebService, started: list[Child], projecting: Child) -> None:
    until(lambda: following(started))
    before = pid_of(projecting)
    (shared_folder(settings, 1) / f"ready-{os.getpid()}").touch()
    until(lambda: web.child is started[1] and pid_of(projecting) != before)
    assert not psutil.pid_exists(before)
    until(lambda: projecting.status is None)


@pytest.mark.usefixtures("watched")
def test_if_no_new_service_gets_ready_the_projector_stays(web: WebService, started: list[Child], projecting: Child) -> None:
    until(lambda: following(started))
    before = pid_of(projecting)
    started[1].kill()
    until(lambda: not psutil.pid_exists(pid_of(started[1])))
    time.sleep(3 * serve._LOOK_EVERY)
    assert web.child is started[0]
    assert pid_of(projecting) == before
