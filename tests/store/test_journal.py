"""A write that returned is on disk; a write that failed never happened; real kills, real processes."""

from __future__ import annotations

import multiprocessing
import os
import sqlite3
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from engine.errors import NotFound, StoreError
from engine.store.journal import Journal, Transaction
from engine.store.log import Entry, EventLog, add, first_time
from scripts.fault_cases import full_disk, power_cut, writer_kills
from scripts.fault_cases.__main__ import fine


@pytest.fixture
def journal(tmp_path: Path) -> Iterator[Journal]:
    made = Journal(tmp_path / "log" / "journal.db")
    yield made
    made.close()


def append(number: int) -> Entry:
    return Entry(id=f"e{number}", type="click", at=number, received=number)


def test_every_commit_reaches_the_disk(journal: Journal) -> None:
    modes = journal.write(lambda tx: (tx.execute("PRAGMA synchronous").fetchone()[0], tx.execute("PRAGMA journal_mode").fetchone()[0]))
    assert modes == (2, "wal")  # FULL


def test_ten_kills_of_writing_processes_lose_and_double_nothing(tmp_path: Path) -> None:
    verdict = writer_kills.run(tmp_path, kills=10, seed=5)
    assert fine(verdict), verdict
    assert verdict.acknowledged > 100


@pytest.mark.skipif(os.geteuid() != 0, reason="mounting needs root")
def test_a_power_cut_loses_nothing_and_the_method_would_see_it(tmp_path: Path) -> None:
    try:
        control = power_cut.run(tmp_path / "control", cuts=1, mode="unsafe")
    except Exception as error:
        pytest.skip(f"no loop device here: {error}")
    assert control.lost > 0
    assert fine(power_cut.run(tmp_path / "real", cuts=1))


@pytest.mark.skipif(os.geteuid() != 0, reason="mounting needs root")
def test_a_full_disk_refuses_before_it_acknowledges_and_recovers_without_restart(tmp_path: Path) -> None:
    verdict = full_disk.run(tmp_path, rounds=1)
    assert fine(verdict), verdict


def test_one_wrong_write_does_not_spoil_the_others_of_its_group(journal: Journal) -> None:
    journal.write(lambda tx: None)
    gate = threading.Event()
    journal.submit(lambda tx: gate.wait(5))  # whatever comes now shares the next group

    def wrong(tx: Transaction) -> None:
        add(tx, append(99))
        raise NotFound("wrong by itself")

    good, bad, after = journal.submit(lambda tx: add(tx, append(1))), journal.submit(wrong), journal.submit(lambda tx: add(tx, append(2)))
    gate.set()
    assert good.result(10) is None
    assert after.result(10) is None
    with pytest.raises(NotFound):
        bad.result(10)
    assert [entry.id for entry in EventLog(journal).read()] == ["e1", "e2"]


def test_trouble_with_the_disk_fails_the_whole_group_and_the_next_goes_on(journal: Journal) -> None:
    def trouble(tx: Transaction) -> None:
        add(tx, append(1))
        raise sqlite3.OperationalError("database or disk is full")

    with pytest.raises(StoreError, match="full"):
        journal.write(trouble)
    assert EventLog(journal).read() == []
    journal.write(lambda tx: add(tx, append(2)))
    assert [entry.id for entry in EventLog(journal).read()] == ["e2"]


def test_positions_are_never_used_again_after_rows_were_erased(journal: Journal) -> None:
    journal.write(lambda tx: [add(tx, append(n)) for n in range(3)])
    journal.write(lambda tx: tx.execute("DELETE FROM entries").rowcount)
    journal.write(lambda tx: add(tx, append(9)))
    assert [entry.seq for entry in EventLog(journal).read()] == [4]


def test_an_id_may_come_again_after_its_week(journal: Journal) -> None:
    week = 7 * 86_400_000
    seen = [journal.write(lambda tx, now=now: first_time(tx, "id", now)) for now in (0, 5, week, week + 1, week + 2)]
    assert seen == [True, False, False, True, False]


def _append_many(path: Path, start: int) -> None:
    journal = Journal(path)
    for number in range(start, start + 50):
        journal.write(lambda tx, n=number: add(tx, append(n)))
    journal.close()


def test_several_processes_share_the_log(tmp_path: Path) -> None:
    path = tmp_path / "log" / "journal.db"
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload([__name__])  # imported once and not three times
    processes = [context.Process(target=_append_many, args=(path, start)) for start in (0, 50, 100)]
    for process in processes:
        process.start()
    for process in processes:
        process.join(120)
        assert process.exitcode == 0
    entries = EventLog(Journal(path)).read(limit=1000)
    assert sorted(int(entry.id[1:]) for entry in entries) == list(range(150))
    assert [entry.seq for entry in entries] == list(range(1, 151))


def test_a_forked_process_writes_with_a_thread_of_its_own(journal: Journal) -> None:
    journal.write(lambda tx: add(tx, append(1)))
    pid = os.fork()
    if pid == 0:
        try:
            journal.write(lambda tx: add(tx, append(2)))
            os._exit(0)
        except BaseException:
            os._exit(1)
    assert os.waitpid(pid, 0)[1] == 0
    assert [entry.id for entry in EventLog(journal).read()] == ["e1", "e2"]


def test_closing_writes_what_waits(journal: Journal) -> None:
    waiting = [journal.submit(lambda tx, n=n: add(tx, append(n))) for n in range(100)]
    journal.close()
    assert all(one.done() for one in waiting)
    assert len(EventLog(journal).read()) == 100
