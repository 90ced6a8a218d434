"""SIGKILL of several writing processes at random moments; the quick case that the tests run too."""

from __future__ import annotations

import random
import time
from pathlib import Path

from engine.settings import Settings
from scripts.fault_cases.ledger import Ledger
from scripts.fault_cases.nursery import Nursery
from scripts.fault_cases.verdict import Verdict, compare, projected

_PROCESSES = 2


def run(folder: Path, kills: int, seed: int = 1) -> Verdict:
    """Two writers on one log; each kill hits one of them, which is started again at once."""
    chance, var = random.Random(seed), folder / "var"
    books = [folder / f"ledger-{n}" for n in range(_PROCESSES)]
    with Nursery() as nursery:
        writers = [nursery.start(var, book) for book in books]
        for _ in range(kills):
            time.sleep(chance.uniform(0.02, 0.6))
            which = chance.randrange(_PROCESSES)
            writers[which].kill()
            writers[which] = nursery.start(var, books[which])
        for writer, book in zip(writers, books, strict=True):
            writer.kill()
            nursery.settle(var, book)
    acked = [one for book in books for one in Ledger(book).acked()]
    verdict = compare("writer SIGKILL", kills, var, acked)
    verdict.counted = projected(Settings(var=var))
    return verdict
