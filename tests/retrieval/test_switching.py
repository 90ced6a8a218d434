"""Running workers follow the pointer within two seconds and never mix two releases."""

from __future__ import annotations

import threading
import time
from pathlib import Path

import numpy as np

from engine.retrieval.answers import answer
from engine.retrieval.current import CurrentRelease
from engine.retrieval.shelf import Shelf
from tests.retrieval.makeshift import ask, build, folder_of, page


def test_readers_see_one_whole_release_each_time_while_twenty_switches_happen(tmp_path: Path) -> None:
    folder, shelf = folder_of(tmp_path / "in", {"fest.md": page("Fest", "Dieser Satz bleibt.")}), Shelf(tmp_path / "r")
    marks: dict[str, str] = {}
    for mark in ("alpha", "beta"):
        (folder / "mal.md").write_text(page(f"Mal {mark}", f"Das Kennwort lautet {mark}. Es gilt heute."), "utf-8")
        marks[build(folder, shelf).release] = mark
    current, ids = CurrentRelease(shelf), list(marks)
    current.get()
    wrong: list[str] = []
    seen: set[str] = set()
    stop = threading.Event()

    def read() -> None:
        question = ask("Wie lautet das Kennwort?")
        while not stop.is_set():
            release = current.get()
            found = answer(release, question, np.ones(len(release.passages), dtype=bool))
            texts = " ".join(hit.snippet + hit.title for hit in found.items)
            seen.add(release.id)
            if marks[release.id] not in texts or any(m in texts for r, m in marks.items() if r != release.id):
                wrong.append(f"{release.id} says {texts}")

    readers = [threading.Thread(target=read) for _ in range(4)]
    for reader in readers:
        reader.start()
    slowest = 0.0
    for number in range(20):
        wanted = ids[number % 2]
        shelf.point_to(wanted)
        started = time.monotonic()
        while current.get().id != wanted and time.monotonic() - started < 10:
            time.sleep(0.01)
        slowest = max(slowest, time.monotonic() - started)
    stop.set()
    for reader in readers:
        reader.join()
    assert not wrong[:3]
    assert seen == set(ids)
    assert slowest < 2.0


def test_another_process_can_publish(tmp_path: Path) -> None:
    folder = folder_of(tmp_path / "in", {"a.md": page("A", "Ein Satz steht hier.")})
    first = build(folder, Shelf(tmp_path / "r"))
    current = CurrentRelease(Shelf(tmp_path / "r"))
    assert current.get().id == first.release
    (folder / "a.md").write_text(page("A", "Ein anderer Satz steht hier."), "utf-8")
    second = build(folder, Shelf(tmp_path / "r"))
    current.refresh()
    assert current.get().id == second.release
