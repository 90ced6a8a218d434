"""The journal: one SQLite file that all processes share, written in groups; a write returns when it is on disk."""

from __future__ import annotations

import atexit
import contextlib
import os
import queue
import sqlite3
import threading
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future
from concurrent.futures import TimeoutError as TooLate
from contextvars import copy_context
from pathlib import Path
from typing import Any, TypeVar

from engine.errors import LotseError, StoreError
from engine.store.journal_tables import SCHEMA, VERSION

T = TypeVar("T")
Transaction = sqlite3.Connection

_MOST_WAITING = 4000  # writes, not events: above it the disk is too slow and callers are told so
_MOST_IN_GROUP = 256
_AT_ONCE = 500  # ids in one query
_RESERVE_BYTES = 2 << 20  # given back to the file system when it is full, so that erasing still works
_PRAGMAS = ("auto_vacuum = INCREMENTAL", "journal_mode = WAL", "synchronous = FULL", "secure_delete = ON",
            "temp_store = MEMORY", "journal_size_limit = 67108864")
_OWN_FAULT = (LotseError, ValueError, TypeError, KeyError, sqlite3.IntegrityError, sqlite3.ProgrammingError)
_Write = tuple[Callable[[Transaction], Any], "Future[Any]"]


class Journal:
    """Append-only truth: events, decisions, consent. Threads hand in functions; one thread of the process runs
    whatever waits in a single transaction and tells everybody after the commit has reached the disk.

    Args:
        path: of the SQLite file; the folder is made. patience: seconds a write may take before the caller hears no.
    """

    def __init__(self, path: Path, *, patience: float = 10.0) -> None:
        self.path, self._patience = path, patience
        self._waiting: queue.Queue[_Write | None] = queue.Queue(_MOST_WAITING)
        self._local = threading.local()
        self._lock = threading.Lock()
        self._thread: threading.Thread | None = None
        self._owner = 0

    def write(self, work: Callable[[Transaction], T]) -> T:
        """Run `work` in the next group and return its result once that is durable.

        Raises:
            StoreError: disk full, damaged, locked for too long or too busy; nothing may be taken as written. It can
                still have happened when only the waiting took too long, so writes must bear repetition.
        """
        try:
            return self.submit(work).result(self._patience)
        except TooLate as error:
            raise _refused(self.path, "it did not confirm in time") from error

    def submit(self, work: Callable[[Transaction], T]) -> Future[T]:
        """Like `write`, without waiting."""
        self._start()
        done: Future[T] = Future()
        context = copy_context()  # a clock that was set for the caller holds for his work too
        try:
            self._waiting.put_nowait((lambda transaction: context.run(work, transaction), done))
        except queue.Full:
            raise _refused(self.path, "too many writes are waiting") from None
        return done

    def read(self) -> sqlite3.Connection:
        """This thread's own connection for reading; it sees everything that was committed by anybody.

        Raises:
            StoreError: the file cannot be opened.
        """
        found: tuple[int, sqlite3.Connection] | None = getattr(self._local, "connection", None)
        if found is None or found[0] != os.getpid():
            found = (os.getpid(), self._open())
            found[1].execute("PRAGMA query_only = ON")
            self._local.connection = found
        return found[1]

    @contextlib.contextmanager
    def reading(self, what: str = "The log") -> Iterator[sqlite3.Connection]:
        """The same connection for one block.

        Args:
            what: is read, for the message.

        Raises:
            StoreError: it cannot be.
        """
        try:
            yield self.read()
        except sqlite3.Error as error:
            raise StoreError(f"{what} cannot be read: {error}.", where=str(self.path),
                             fix="Check the disk and the rights of the state folder.") from error

    def rows(self, sql: str, values: Iterable[Any] = (), what: str = "The log") -> list[Any]:
        """All rows of one query.

        Raises:
            StoreError: `what` cannot be read.
        """
        with self.reading(what) as connection:
            return connection.execute(sql, tuple(values)).fetchall()

    def rows_among(self, sql: str, ids: Iterable[str], what: str = "The log") -> Iterator[Any]:
        """The rows of a query that names any number of ids as `IN ({ids})`; each id once, in groups of 500.

        Raises:
            StoreError: `what` cannot be read.
        """
        wanted = sorted(set(ids))
        for start in range(0, len(wanted), _AT_ONCE):
            part = wanted[start : start + _AT_ONCE]
            yield from self.rows(sql.format(ids=",".join("?" * len(part))), part, what)

    def close(self) -> None:
        """Write what waits, then end the writing thread."""
        thread = self._thread
        if thread is not None and self._owner == os.getpid() and thread.is_alive():
            self._waiting.put(None)
            thread.join(self._patience)
        self._thread = None

    def shrink(self) -> bool:
        """Empty the write-ahead file, so that erased rows are in no file any more. False: somebody is reading."""
        connection = self._open()
        try:
            return int(connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()[0]) == 0
        except sqlite3.Error:
            return False
        finally:
            connection.close()

    def free_reserve(self) -> None:
        """Give the reserved bytes back, so that a full disk can be cleaned up."""
        self._reserve.unlink(missing_ok=True)

    def take_reserve(self) -> None:
        """Take the bytes again after the disk was cleaned up; a disk that is still full is left as it is."""
        try:
            if not self._reserve.exists():
                self._reserve.write_bytes(b"\0" * _RESERVE_BYTES)
        except OSError:
            self._reserve.unlink(missing_ok=True)

    @property
    def _reserve(self) -> Path:
        return self.path.with_name("reserve")

    def _start(self) -> None:
        if self._thread is not None and self._owner == os.getpid() and self._thread.is_alive():
            return
        with self._lock:
            if self._thread is not None and self._owner == os.getpid() and self._thread.is_alive():
                return
            self._waiting, self._owner = queue.Queue(_MOST_WAITING), os.getpid()
            self._thread = threading.Thread(target=self._run, name="lotse-journal", daemon=True)
            self._thread.start()
            atexit.register(self.close)

    def _run(self) -> None:
        connection: sqlite3.Connection | None = None
        ended = False
        while not ended:
            group, ended = self._group()
            if not group:
                continue
            try:
                connection = connection or self._open()
                results = _together(connection, [work for work, _ in group])
            except (sqlite3.Error, OSError, StoreError) as error:
                _close(connection)
                connection = None
                _fail(group, self.path, error)
                continue
            for (_, done), result in zip(group, results, strict=True):
                if isinstance(result, Exception):
                    done.set_exception(result)
                else:
                    done.set_result(result)
        _close(connection)

    def _group(self) -> tuple[list[_Write], bool]:
        """Everything that waits now, at least one; True at the end when the journal is being closed."""
        group: list[_Write] = []
        try:
            one = self._waiting.get()
            while one is not None and len(group) < _MOST_IN_GROUP - 1:
                group.append(one)
                one = self._waiting.get_nowait()
            return (group, True) if one is None else ([*group, one], False)
        except queue.Empty:
            return group, False

    def _open(self) -> sqlite3.Connection:
        try:
            fresh = not self.path.exists()
            self.path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            connection = sqlite3.connect(self.path, timeout=self._patience, isolation_level=None)
            for pragma in _PRAGMAS:
                connection.execute(f"PRAGMA {pragma}")
            if int(connection.execute("PRAGMA user_version").fetchone()[0]) < VERSION:
                _create(connection)
            if fresh:
                self._settle()
            return connection
        except (sqlite3.Error, OSError) as error:
            raise _refused(self.path, str(error)) from error

    def _settle(self) -> None:
        """A new file is only there after a power cut when its folders are on disk too."""
        self.path.chmod(0o600)
        for folder in (self.path.parent, self.path.parent.parent):
            handle = os.open(folder, os.O_RDONLY)
            os.fsync(handle)
            os.close(handle)
        self.take_reserve()


def _together(connection: sqlite3.Connection, works: list[Callable[[Transaction], Any]]) -> list[Any]:
    """One transaction; a work that is wrong by itself is undone alone, trouble with the disk fails all."""
    results: list[Any] = []
    connection.execute("BEGIN IMMEDIATE")
    try:
        for work in works:
            connection.execute("SAVEPOINT one")
            try:
                results.append(work(connection))
            except _OWN_FAULT as error:
                connection.execute("ROLLBACK TO one")
                results.append(error)
            connection.execute("RELEASE one")
        connection.execute("COMMIT")
    except BaseException:
        if connection.in_transaction:
            connection.execute("ROLLBACK")
        raise
    return results


def _create(connection: sqlite3.Connection) -> None:
    connection.execute("BEGIN IMMEDIATE")
    for statement in SCHEMA:
        connection.execute(statement)
    connection.execute(f"PRAGMA user_version = {VERSION}")
    connection.execute("COMMIT")


def _close(connection: sqlite3.Connection | None) -> None:
    if connection is not None:
        connection.close()


def _fail(group: list[_Write], path: Path, error: Exception) -> None:
    refused = error if isinstance(error, StoreError) else _refused(path, str(error))
    for _, done in group:
        done.set_exception(refused)


def _refused(path: Path, why: str) -> StoreError:
    return StoreError(f"The log cannot be written: {why}.", where=str(path),
                      fix="Send the same events again after a moment; their ids keep them from counting twice. "
                          "The operator: check free space and rights of the state folder.")
