"""A process that nobody asks anything still knows which release is current."""

from __future__ import annotations

import gc
import os
import threading
import time
from pathlib import Path

import pytest

from engine.retrieval import current as looking
from engine.retrieval.current import CurrentRelease
from engine.retrieval.release import Release
from engine.retrieval.shelf import Shelf
from tests.retrieval.makeshift import build, folder_of, page

SHIPPED = looking._LOOK_EVERY


@pytest.fixture(autouse=True)
def _often(monkeypatch: pytest.MonkeyPatch) -> None:
    """Here the pointer is looked at twenty times a second."""
    monkeypatch.setattr(looking, "_LOOK_EVERY", 0.05)


def test_as_shipped_it_looks_twice_a_second_at_least() -> None:
    """A switch must reach every worker within two seconds: half of one until it is seen, the rest to load a release."""
    assert SHIPPED <= 0.5


def comes(by: CurrentRelease, wanted: str) -> bool:
    """Whether it is what is served within two seconds, without anybody asking for it meanwhile."""
    end = time.monotonic() + 2
    while time.monotonic() < end:
        if by._release is not None and by._release.id == wanted:
            return True
        time.sleep(0.02)
    return False


@pytest.fixture
def two(tmp_path: Path) -> tuple[Shelf, str, str]:
    """A shelf, its current release and the one before."""
    folder, shelf = folder_of(tmp_path / "in", {"a.md": page("A", "Ein Satz steht hier.")}), Shelf(tmp_path / "r")
    first = build(folder, shelf).release
    (folder / "a.md").write_text(page("A", "Ein anderer Satz steht hier."), "utf-8")
    return shelf, build(folder, shelf).release, first


def followers() -> list[threading.Thread]:
    return [thread for thread in threading.enumerate() if thread.name == "lotse-release"]


def test_the_first_request_after_a_long_pause_gets_the_new_release(two: tuple[Shelf, str, str]) -> None:
    shelf, served, other = two
    current = CurrentRelease(shelf)
    assert current.get().id == served
    current.follow()
    shelf.point_to(other)
    assert comes(current, other)
    assert current.get().id == other  # asked once


def test_a_trouble_while_looking_does_not_end_the_looking(
    two: tuple[Shelf, str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    shelf, served, other = two
    current = CurrentRelease(shelf)
    current.get()
    seen = threading.Event()

    def trouble(_: Shelf) -> str:
        seen.set()
        raise OSError("the disk is away")

    with monkeypatch.context() as broken:
        broken.setattr(Shelf, "current", trouble)
        current.follow()
        assert seen.wait(2)
        assert current.get().id == served
    shelf.point_to(other)
    assert comes(current, other)


def test_what_follows_a_switch_does_not_delay_the_next(two: tuple[Shelf, str, str]) -> None:
    shelf, served, other = two
    go_on = threading.Event()

    def slow(_: Release) -> None:
        go_on.wait(10)

    current = CurrentRelease(shelf, then=slow, patient=False)
    current.get()
    current.follow()
    for wanted in (other, served):
        shelf.point_to(wanted)
        assert comes(current, wanted)
    go_on.set()


def test_the_looking_ends_with_the_process_that_follows_no_more(two: tuple[Shelf, str, str]) -> None:
    before = set(followers())  # those of other tests may end meanwhile
    current = CurrentRelease(two[0])
    current.follow()
    current.follow()
    mine = set(followers()) - before
    assert len(mine) == 1
    assert all(thread.daemon for thread in mine)
    del current
    gc.collect()
    deadline = time.monotonic() + 5
    while mine & set(followers()) and time.monotonic() < deadline:
        time.sleep(0.05)
    assert not mine & set(followers())


def test_a_forked_worker_follows_too(two: tuple[Shelf, str, str]) -> None:
    shelf, _, other = two
    current = CurrentRelease(shelf)
    current.get()
    current.follow()
    child = os.fork()
    if child == 0:
        deadline = time.monotonic() + 10
        try:
            while current._release is None or current._release.id != other:  # without asking
                if time.monotonic() > deadline:
                    os._exit(1)
                time.sleep(0.05)
            os._exit(0)
        finally:
            os._exit(2)
    shelf.point_to(other)
    _, status = os.waitpid(child, 0)
    assert os.waitstatus_to_exitcode(status) == 0
