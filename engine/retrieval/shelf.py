"""The folder of releases and the one pointer that says which is served."""

from __future__ import annotations

import fcntl
import os
import re
import shutil
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from engine.errors import ReleaseError
from engine.retrieval import manifest

_ID = re.compile(r"sha256:[0-9a-f]{64}")
_NAME_LENGTH = 80
_POINTER, _HISTORY, _LOCK, _BUILDING, _UNFINISHED = "current", "history", ".lock", ".building-", ".unfinished-"


@dataclass(frozen=True)
class Shelf:
    """`root` is `var/releases`; every release has a folder named after its id in it."""

    root: Path

    def current(self) -> str | None:
        """Id the pointer names, None before the first release."""
        try:
            return (self.root / _POINTER).read_text(encoding="utf-8", errors="replace").strip() or None
        except FileNotFoundError:
            return None

    def folder(self, release: str) -> Path:
        """Folder of a release id; no other name can be formed from outside."""
        if not _ID.fullmatch(release):
            raise ReleaseError(f"{release[:80]!r} is no release id.", where=str(self.root / _POINTER),
                               fix="python -m engine releases lists them.")
        return self.root / manifest.folder_name(release)

    def mark(self, release: str) -> tuple[int, ...]:
        """Changes when the pointer is written or the release's folder is made anew; cheap to ask often."""
        marks: list[int] = []
        for path in (self.root / _POINTER, self.root / manifest.folder_name(release)[:_NAME_LENGTH]):
            try:
                facts = path.stat()
                marks += [facts.st_ino, facts.st_mtime_ns]
            except (OSError, ValueError):
                marks.append(0)
        return tuple(marks)

    def history(self) -> list[str]:
        """Ids in the order they were published, the newest last; an id may come back after a rollback."""
        try:
            lines = (self.root / _HISTORY).read_text(encoding="utf-8", errors="replace").split()
        except FileNotFoundError:
            return []
        return [line for line in lines if _ID.fullmatch(line)]

    def present(self) -> list[str]:
        """Ids whose folder exists, oldest published first, without repetition."""
        order = dict.fromkeys(self.history())
        return [release for release in order if self.folder(release).is_dir()]

    @contextmanager
    def locked(self, *, wait: float = 0.0, waiting: Callable[[], None] | None = None) -> Iterator[None]:
        """Only one build or rollback at a time, across processes; freed by the system if the holder dies.

        Raises:
            ReleaseError: somebody else holds it for longer than `wait` seconds.
        """
        self.root.mkdir(parents=True, exist_ok=True)
        with (self.root / _LOCK).open("w") as file:
            deadline = time.monotonic() + wait
            told = False
            while True:
                try:
                    fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
                    break
                except BlockingIOError as error:
                    if time.monotonic() >= deadline:
                        raise ReleaseError("Another build is running on these releases.", where=str(self.root),
                                           fix="Wait until it has finished, then start again.") from error
                    if waiting and not told:
                        waiting()
                        told = True
                    time.sleep(0.1)
            yield

    def sweep(self) -> None:
        """Remove what killed builds left; call only while locked."""
        for path in self.root.glob(f"{_BUILDING}*"):
            shutil.rmtree(path, ignore_errors=True)
        published = {manifest.folder_name(release) for release in [*self.history(), self.current() or ""]}
        for path in self.root.glob("sha256-*"):  # killed between getting its name and being published
            if self.history() and path.name not in published:
                shutil.rmtree(path, ignore_errors=True)

    def building(self) -> Path:
        """A new empty folder to build in, invisible to readers."""
        path = self.root / f"{_BUILDING}{os.getpid()}-{time.monotonic_ns()}"
        path.mkdir(parents=True)
        return path

    def unfinished(self, name: str) -> Path:
        """File that keeps the finished part of a build's costly work, should the build be broken off."""
        return self.root / f"{_UNFINISHED}{name}"

    def drop_unfinished(self) -> None:
        """Remove that work, of any model, when a release is out; call only while locked."""
        for path in self.root.glob(f"{_UNFINISHED}*"):
            path.unlink(missing_ok=True)

    def adopt(self, built: Path, release: str) -> None:
        """Give a finished, verified build its final name; an identical release already there is kept."""
        target = self.folder(release)
        if target.exists():
            try:
                manifest.read(target)
                shutil.rmtree(built)
                return
            except ReleaseError:
                shutil.rmtree(target)
        built.rename(target)
        _sync_folder(self.root)

    def point_to(self, release: str) -> None:
        """Publish: one atomic rename; readers see the old or the new one, nothing between."""
        if not self.folder(release).is_dir():
            raise ReleaseError("There is no such release.", where=release, fix="python -m engine releases lists them.")
        with (self.root / _HISTORY).open("a", encoding="utf-8") as file:
            file.write(f"{release}\n")
            file.flush()
            os.fsync(file.fileno())
        fresh = self.root / f"{_POINTER}.new"
        with fresh.open("w", encoding="utf-8") as file:
            file.write(f"{release}\n")
            file.flush()
            os.fsync(file.fileno())
        fresh.replace(self.root / _POINTER)
        _sync_folder(self.root)

    def rollback(self, release: str | None = None) -> str:
        """Point to `release`, or to the one published before the current; returns its id.

        Raises:
            ReleaseError: there is none, or it is damaged.
        """
        with self.locked(wait=10):
            if release is None:
                before = [r for r in self.history() if r != self.current() and self.folder(r).is_dir()]
                if not before:
                    raise ReleaseError("There is no earlier release to go back to.", where=str(self.root),
                                       fix="python -m engine releases lists them.")
                release = before[-1]
            manifest.read(self.folder(release))
            self.point_to(release)
            return release

    def prune(self, keep: int) -> list[str]:
        """Delete all but the `keep` newest releases and the current one; returns the deleted ids."""
        present, current = self.present(), self.current()
        gone = [release for release in present[:-keep] if release != current]
        for release in gone:
            shutil.rmtree(self.folder(release), ignore_errors=True)
        return gone


def _sync_folder(path: Path) -> None:
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
