"""The child process that reads files: limits itself first, then answers job after job on its pipes."""

from __future__ import annotations

import contextlib
import json
import os
import resource
import struct
import sys
from typing import Any, BinaryIO

from engine.errors import LibraryError
from engine.library.readers import load, parse

MEMORY = 512 * 1024 * 1024
CPU_SECONDS = 10
MAX_TEXT = 4_000_000  # characters a file may turn into
_FORBIDDEN = (
    "socket.",
    "subprocess.",
    "os.exec",
    "os.fork",
    "os.posix_spawn",
    "os.spawn",
    "os.system",
    "os.remove",
    "os.rename",
    "os.mkdir",
    "os.rmdir",
    "os.symlink",
    "os.link",
    "os.chmod",
    "os.chown",
    "os.truncate",
    "os.kill",
    "os.putenv",
    "shutil.",
    "pty.",
    "ctypes.",
    "urllib.",
    "http.client",
    "ftplib.",
    "smtplib.",
    "webbrowser.",
    "tempfile.",
    "sqlite3.",
    "pickle.find_class",
)
_WRITING = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC | os.O_APPEND


def main() -> None:
    """Serve jobs until the parent closes the pipe."""
    jobs = os.fdopen(os.dup(0), "rb")
    replies = os.fdopen(os.dup(1), "wb")
    null = os.open(os.devnull, os.O_RDWR)
    os.dup2(null, 0)
    os.dup2(null, 1)  # what a library prints must not mix with replies
    _limit()
    _guard()
    _reply(replies, b"ready")
    while True:
        head = jobs.read(12)
        if len(head) < 12:
            return
        size, length = struct.unpack(">IQ", head)
        job = json.loads(jobs.read(size))
        answer, leaving = _answer(job, jobs.read(length))
        _reply(replies, json.dumps({**answer, "leaving": leaving}).encode())
        if leaving:
            return


def _answer(job: dict[str, Any], data: bytes) -> tuple[dict[str, Any], bool]:
    """The reply to one job, and whether this process should not be used again."""
    if "load" in job:
        load(job["load"])
        return {}, False
    used = resource.getrusage(resource.RUSAGE_SELF)
    spent = int(used.ru_utime + used.ru_stime) + 1
    resource.setrlimit(resource.RLIMIT_CPU, (spent + CPU_SECONDS, resource.getrlimit(resource.RLIMIT_CPU)[1]))
    try:
        extract = parse(job["kind"], data, first_line=job["first_line"])
        length = sum(len(block.text) for section in extract.sections for block in section.blocks)
        if length > MAX_TEXT:
            return _refusal(f"The file holds more than {MAX_TEXT:,} characters of text.", "Split it."), False
        return {"extract": extract.to_plain()}, False
    except LibraryError as error:
        return _refusal(error.what, error.fix), False
    except MemoryError:
        return _refusal(
            "The file needs more memory than a file may have.", "Save it smaller or split it."
        ), True
    except RecursionError:
        return _refusal("The file is nested too deeply.", "Save it anew; it may be damaged."), False
    except Exception as error:  # parsers raise anything on damaged files
        return _refusal(
            f"The file is damaged or not what it seems ({type(error).__name__}).", "Save it anew."
        ), False


def _refusal(what: str, fix: str) -> dict[str, Any]:
    return {"what": what, "fix": fix}


def _reply(replies: BinaryIO, message: bytes) -> None:
    replies.write(struct.pack(">Q", len(message)) + message)
    replies.flush()


def _limit() -> None:
    """Memory, open files, no files written, no core; what a system does not know is left out."""
    limits = {
        "RLIMIT_AS": MEMORY,
        "RLIMIT_NOFILE": 64,
        "RLIMIT_FSIZE": 0,
        "RLIMIT_CORE": 0,
        "RLIMIT_NPROC": 0,
    }
    for name, value in limits.items():
        with contextlib.suppress(AttributeError, ValueError, OSError):
            resource.setrlimit(getattr(resource, name), (value, value))


def _guard() -> None:
    """From here on: no network, no processes, no writing, and reading only of Python's own files and ours."""
    allowed = tuple(
        {os.path.realpath(path) + os.sep for path in (sys.prefix, sys.base_prefix, sys.exec_prefix)}
        | {os.path.dirname(os.path.dirname(os.path.realpath(__file__))) + os.sep}
    )

    def hook(event: str, args: tuple[Any, ...]) -> None:
        if event == "open":
            path, mode, flags = args
            writing = (
                bool(flags & _WRITING) if isinstance(flags, int) else bool(set(mode or "") & set("wax+"))
            )
            if writing or isinstance(path, int) or not os.path.abspath(os.fsdecode(path)).startswith(allowed):
                raise PermissionError(f"a reader tried to open {path!r}")
        elif event.startswith(_FORBIDDEN):
            raise PermissionError(f"a reader tried {event}")

    sys.addaudithook(hook)


if __name__ == "__main__":
    main()
