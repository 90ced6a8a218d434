"""Runs readers in a child process with limits on memory, time, output and rights."""

from __future__ import annotations

import json
import os
import select
import signal
import struct
import subprocess
import sys
from pathlib import Path
from types import TracebackType
from typing import Any

from engine import clock
from engine.errors import LibraryError
from engine.library.sections import Extract

# A file has 10 seconds of processor time (sandbox_worker.py); the clock on the wall only ends what waits or sleeps,
# because on a busy machine good files take long too.
WALL_SECONDS = 30.0
START_SECONDS = 60.0  # for Python and the readers' libraries, which are loaded before a file is seen
MAX_REPLY = 32 * 1024 * 1024
MAX_JOBS = 500  # then a fresh process, so that nothing piles up in an old one
_ROOT = Path(__file__).resolve().parents[2]


class _Broken(Exception):
    """The child died (`crash`) or did not answer in time."""

    def __init__(self, crash: bool) -> None:
        super().__init__("crashed" if crash else "timed out")
        self.crash = crash


class Sandbox:
    """One reusable child process; started when first needed, replaced when a file breaks it."""

    def __init__(self, wall_seconds: float = WALL_SECONDS) -> None:
        self._wall = wall_seconds
        self._child: subprocess.Popen[bytes] | None = None
        self._jobs = 0
        self._loaded: set[str] = set()

    def __enter__(self) -> Sandbox:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def parse(self, kind: str, data: bytes, *, where: str, first_line: int = 1) -> Extract:
        """What the reader `kind` finds in `data`.

        Raises:
            LibraryError: the reader refused the file, or the file broke the limits.
        """
        fresh = self._child is None
        try:
            return self._job(kind, data, where, first_line)
        except _Broken as broken:
            self.close()
            if broken.crash and not fresh:  # perhaps an earlier file had used up the memory: one more try
                return self.parse(kind, data, where=where, first_line=first_line)
            what = (
                "needs more memory than a file may have, or crashes its reader"
                if broken.crash
                else "takes too long to read"
            )
            raise LibraryError(
                f"The file {what}.",
                where=where,
                fix="Save it anew or split it; it may be damaged or made to do harm.",
            ) from broken

    def close(self) -> None:
        """End the child process, if there is one."""
        if self._child:
            self._child.kill()
            for pipe in (self._child.stdin, self._child.stdout):
                if pipe:
                    pipe.close()
            self._child.wait()
        self._child, self._jobs = None, 0
        self._loaded.clear()

    def _job(self, kind: str, data: bytes, where: str, first_line: int) -> Extract:
        child = self._start()
        if kind not in self._loaded:
            _ask(child, {"load": kind}, b"", START_SECONDS)
            self._loaded.add(kind)
        reply = _ask(child, {"kind": kind, "first_line": first_line}, data, self._wall)
        self._jobs += 1
        if reply.get("leaving") or self._jobs >= MAX_JOBS:
            self.close()
        if "what" in reply:
            raise LibraryError(str(reply["what"]), where=where, fix=str(reply["fix"]))
        try:
            return Extract.from_plain(reply["extract"])
        except (TypeError, KeyError) as error:
            raise _Broken(crash=True) from error

    def _start(self) -> subprocess.Popen[bytes]:
        if self._child is None:
            # -P: no working directory on the import path. The environment holds no secret of ours.
            command = [sys.executable, "-P", "-s", "-B", "-m", "engine.library.sandbox_worker"]
            self._child = subprocess.Popen(
                command,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                cwd="/",
                env={"PYTHONPATH": str(_ROOT), "MALLOC_ARENA_MAX": "1", "LC_ALL": "C.UTF-8"},
                bufsize=0,
            )
            for pipe in (self._child.stdin, self._child.stdout):
                if pipe:
                    os.set_blocking(pipe.fileno(), False)
            if _receive(self._child, clock.monotonic() + START_SECONDS) != b"ready":
                raise _Broken(crash=True)
        return self._child


def _ask(
    child: subprocess.Popen[bytes], job: dict[str, object], data: bytes, seconds: float
) -> dict[str, Any]:
    head = json.dumps(job).encode()
    deadline = clock.monotonic() + seconds
    _send(child, struct.pack(">IQ", len(head), len(data)) + head + data, deadline)
    answer = _receive(child, deadline)
    try:
        reply = json.loads(answer)
    except ValueError as error:
        raise _Broken(crash=True) from error
    if not isinstance(reply, dict):
        raise _Broken(crash=True)
    return reply


def _send(child: subprocess.Popen[bytes], message: bytes, deadline: float) -> None:
    if child.stdin is None:
        raise _Broken(crash=True)
    view = memoryview(message)
    while view:
        _wait(deadline, writing=child.stdin.fileno())
        try:
            view = view[os.write(child.stdin.fileno(), view[: 1 << 16]) :]
        except BlockingIOError:
            continue
        except BrokenPipeError as error:
            raise _Broken(crash=True) from error


def _receive(child: subprocess.Popen[bytes], deadline: float) -> bytes:
    size = struct.unpack(">Q", _exactly(child, 8, deadline))[0]
    if size > MAX_REPLY:
        raise _Broken(crash=True)
    return _exactly(child, size, deadline)


def _exactly(child: subprocess.Popen[bytes], size: int, deadline: float) -> bytes:
    if child.stdout is None:
        raise _Broken(crash=True)
    found = bytearray()
    while len(found) < size:
        _wait(deadline, reading=child.stdout.fileno())
        try:
            piece = os.read(child.stdout.fileno(), min(size - len(found), 1 << 16))
        except BlockingIOError:
            continue
        if not piece:
            child.wait()
            raise _Broken(crash=child.returncode != -signal.SIGXCPU)
        found += piece
    return bytes(found)


def _wait(deadline: float, reading: int = -1, writing: int = -1) -> None:
    left = deadline - clock.monotonic()
    poll = select.poll()
    poll.register(max(reading, writing), select.POLLIN if reading >= 0 else select.POLLOUT)
    if left <= 0 or not poll.poll(left * 1000):
        raise _Broken(crash=False)
