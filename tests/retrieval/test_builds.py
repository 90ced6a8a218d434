"""Builds: only what changed is embedded, killed ones leave nothing that matters, two do not meet."""

from __future__ import annotations

import multiprocessing
import random
import threading
import time
from multiprocessing.connection import Connection
from pathlib import Path

import pytest

from engine.errors import LibraryError, ReleaseError
from engine.retrieval import manifest
from engine.retrieval.current import CurrentRelease
from engine.retrieval.shelf import Shelf
from tests.retrieval.makeshift import WordEncoder, build, folder_of, page

PAGES = {f"seite-{i}.md": page(f"Seite {i}", f"Hier steht Satz {i}. Danach kommt Nummer {i + 100}.") for i in range(12)}


def test_only_changed_passages_are_embedded(tmp_path: Path) -> None:
    folder, shelf, encoder = folder_of(tmp_path / "in", PAGES), Shelf(tmp_path / "releases"), WordEncoder()
    first = build(folder, shelf, encoder)
    assert first.embedded == encoder.encoded == first.passages + first.sentences
    (folder / "seite-3.md").write_text(page("Seite 3", "Hier steht Satz 3. Das hier ist neu."), encoding="utf-8")
    encoder.encoded = 0
    second = build(folder, shelf, encoder)
    assert second.changed
    assert second.embedded == encoder.encoded == 2  # the passage and its one new sentence
    assert second.reused == second.passages + second.sentences - 2


def test_an_unchanged_folder_gives_the_same_release(tmp_path: Path) -> None:
    folder, shelf, encoder = folder_of(tmp_path / "in", PAGES), Shelf(tmp_path / "releases"), WordEncoder()
    first = build(folder, shelf, encoder)
    encoder.encoded = 0
    second = build(folder, shelf, encoder)
    assert (second.release, second.changed, encoder.encoded) == (first.release, False, 0)
    assert shelf.history() == [first.release]


def test_another_model_embeds_everything_again_and_vectors_never_mix(tmp_path: Path) -> None:
    folder, shelf = folder_of(tmp_path / "in", PAGES), Shelf(tmp_path / "releases")
    build(folder, shelf, WordEncoder("one"))
    other = WordEncoder("two")
    built = build(folder, shelf, other)
    assert other.encoded == built.passages + built.sentences
    with pytest.raises(ReleaseError, match=r"python -m engine index"):
        CurrentRelease(Shelf(tmp_path / "releases"), "three").get()


def test_a_process_of_the_old_model_goes_back_to_its_own_release(tmp_path: Path) -> None:
    folder, shelf = folder_of(tmp_path / "in", PAGES), Shelf(tmp_path / "releases")
    first = build(folder, shelf, WordEncoder("one"))
    build(folder, shelf, WordEncoder("two"))
    assert CurrentRelease(shelf, "one").get().id == first.release


def test_an_empty_folder_publishes_nothing(tmp_path: Path) -> None:
    shelf = Shelf(tmp_path / "releases")
    with pytest.raises(LibraryError, match="nothing was published"):
        build(folder_of(tmp_path / "in", {"leer.md": ""}), shelf)
    assert shelf.current() is None


def test_old_releases_are_pruned_but_never_the_current_one(tmp_path: Path) -> None:
    folder, shelf = folder_of(tmp_path / "in", PAGES), Shelf(tmp_path / "releases")
    made = []
    for number in range(5):
        (folder / "seite-0.md").write_text(page("Seite 0", f"Fassung {number} vom Montag."), encoding="utf-8")
        made.append(build(folder, shelf, keep=3).release)
    assert shelf.present() == made[-3:]
    shelf.rollback(made[2])
    (folder / "seite-0.md").write_text(page("Seite 0", "Noch eine Fassung."), encoding="utf-8")
    build(folder, shelf, keep=1)
    assert shelf.present() == [shelf.current()]


def test_rollback_goes_to_the_release_before_and_refuses_a_damaged_one(tmp_path: Path) -> None:
    folder, shelf = folder_of(tmp_path / "in", PAGES), Shelf(tmp_path / "releases")
    with pytest.raises(ReleaseError, match="no earlier release"):
        shelf.rollback()
    first = build(folder, shelf).release
    (folder / "seite-1.md").unlink()
    second = build(folder, shelf).release
    assert shelf.rollback() == first == shelf.current()
    (shelf.folder(second) / "types.json").write_bytes(b"[]")
    with pytest.raises(ReleaseError, match=r"types\.json"):
        shelf.rollback(second)
    assert shelf.current() == first


def test_a_second_build_refuses_or_waits(tmp_path: Path) -> None:
    folder, shelf = folder_of(tmp_path / "in", PAGES), Shelf(tmp_path / "releases")
    with shelf.locked():
        with pytest.raises(ReleaseError, match="Another build"):
            build(folder, Shelf(tmp_path / "releases"), wait=0.2)
        results: list[str] = []
        waiting = threading.Thread(target=lambda: results.append(build(folder, shelf, wait=60).release))
        waiting.start()
        time.sleep(0.3)
        assert not results
    waiting.join(60)
    assert results == [shelf.current()]


def test_an_interrupted_build_resumes_with_the_vectors_it_had(tmp_path: Path) -> None:
    folder, shelf = folder_of(tmp_path / "in", {
        f"{i}.md": page(f"Titel {i}", *(f"Satz {i} {k}. Weiter {i} {k}." for k in range(20))) for i in range(10)
    }), Shelf(tmp_path / "releases")

    class Failing(WordEncoder):
        def passages(self, texts):  # type: ignore[no-untyped-def]
            if self.encoded >= 150:
                raise KeyboardInterrupt
            return super().passages(texts)

    with pytest.raises(KeyboardInterrupt):
        build(folder, shelf, Failing())
    assert shelf.current() is None
    encoder = WordEncoder()
    built = build(folder, shelf, encoder)
    assert built.embedded == encoder.encoded <= built.passages + built.sentences - 150
    assert not list(shelf.root.glob(".unfinished-*"))
    fresh = build(folder, Shelf(tmp_path / "other"), WordEncoder())
    assert fresh.release == built.release


def _build_for_ever(folder: Path, root: Path, number: int, started: Connection) -> None:
    """Publish one changed library after the other, every file written in two slow halves."""
    whole = manifest._durable

    def slow(path: Path, data: bytes) -> None:
        whole(path, data[: len(data) // 2])
        time.sleep(0.005)
        whole(path, data)

    manifest._durable = slow
    started.send("ready")
    for version in range(1_000_000):
        (folder / "neu.md").write_text(f"# Neu\n\nFassung {number} {version} von vielen.\n", encoding="utf-8")
        build(folder, Shelf(root))


def test_killed_builds_leave_nothing_that_matters(tmp_path: Path) -> None:
    """SIGKILL at random moments; after each the current release is whole, and in the end nothing lies about."""
    folder, shelf = folder_of(tmp_path / "in", PAGES), Shelf(tmp_path / "releases")
    build(folder, shelf)
    rng, context = random.Random(11), multiprocessing.get_context("fork")
    for number in range(15):
        here, there = context.Pipe()
        child = context.Process(target=_build_for_ever, args=(folder, shelf.root, number, there))
        child.start()
        assert here.recv() == "ready"
        time.sleep(rng.uniform(0.02, 0.8))
        child.kill()
        child.join()
        assert manifest.read(shelf.folder(str(shelf.current())))[0] == shelf.current()
        assert CurrentRelease(shelf).get().id == shelf.current()
    (folder / "neu.md").write_text("# Neu\n\nDie letzte Fassung von allen.\n", encoding="utf-8")
    built = build(folder, shelf)
    assert built.changed
    assert built.release == shelf.current()
    names = {path.name for path in shelf.root.iterdir()}
    assert names <= {"current", "history", ".lock", *(manifest.folder_name(r) for r in shelf.present())}
