"""SIGKILL of several writing processes at random moments; the quick case that the tests run too."""

from __future__ import annotations

import random
import subprocess
import sys
import time
from pathlib import Path

from engine.settings import Settings
from scripts.fault_cases.ledger import Ledger
from scripts.fault_cases.verdict import Verdict, compare, projected

_PROCESSES = 2


def start(var: Path, ledger: Path, mode: str = "") -> subprocess.Popen[str]:
    """A writer that is really writing."""
    process = subprocess.Popen([sys.executable, "-m", "scripts.fault_cases.writer", str(var), str(ledger), mode],
                               stdout=subprocess.PIPE, text=True)
    if mode != "settle" and process.stdout is not None and process.stdout.readline() != "writing\n":
        raise RuntimeError("the writer did not start")
    return process


def run(folder: Path, kills: int, seed: int = 1) -> Verdict:
    """Two writers on one log; each kill hits one of them, which is started again at once."""
    chance, var = random.Random(seed), folder / "var"
    books = [folder / f"ledger-{n}" for n in range(_PROCESSES)]
    writers = [start(var, book) for book in books]
    for _ in range(kills):
        time.sleep(chance.uniform(0.02, 0.6))
        which = chance.randrange(_PROCESSES)
        writers[which].kill()
        writers[which].wait()
        writers[which] = start(var, books[which])
    for writer, book in zip(writers, books, strict=True):
        writer.kill()
        writer.wait()
        start(var, book, "settle").wait(120)
    acked = [one for book in books for one in Ledger(book).acked()]
    verdict = compare("writer SIGKILL", kills, var, acked)
    verdict.counted = projected(Settings(var=var))
    return verdict
