"""A full disk: refused before it is acknowledged, erasing still works, and goes on without a restart."""

from __future__ import annotations

import contextlib
import subprocess
from pathlib import Path

from engine.events.room import open_room
from engine.settings import Settings
from scripts.fault_cases.ledger import Ledger, event, settle
from scripts.fault_cases.verdict import Verdict, compare
from scripts.fault_cases.writer import sender


def run(folder: Path, rounds: int) -> Verdict:
    """A tmpfs of 16 MB is filled to the last byte and freed, several times."""
    disk = folder / "small"
    disk.mkdir(parents=True)
    subprocess.run(["mount", "-t", "tmpfs", "-o", "size=16m", "tmpfs", str(disk)], check=True)
    try:
        return _fill(disk, folder / "ledger", rounds)
    finally:
        subprocess.run(["umount", "-l", str(disk)], check=True)


def _fill(disk: Path, book: Path, rounds: int) -> Verdict:
    settings, ledger, failed, refused = Settings(var=disk / "var"), Ledger(book), [], 0
    room = open_room(settings)
    send = sender(room)
    for _ in range(rounds):
        token = room.consent.grant("", ["measurement"], settings.consent_version)
        ledger.send([event() for _ in range(20)], send)
        ballast(disk / "ballast")
        for _ in range(2000):
            if not ledger.send([event() for _ in range(20)], send):
                refused += 1
                break
        else:
            failed.append("it never refused")
        room.rights.erase(token)
        if room.recognise(token) is not None:
            failed.append("an erasure failed on the full disk")
        (disk / "ballast").unlink()
        room.journal.take_reserve()
        if not settle(ledger, send):
            failed.append("it did not recover")
    verdict = compare("full disk", rounds, settings.var, ledger.acked())
    verdict.note, verdict.failed = f"{refused} refusals before anything was acknowledged", failed
    return verdict


def ballast(path: Path) -> None:
    """Take every free byte."""
    with contextlib.suppress(OSError), path.open("wb", buffering=0) as file:
        while file.write(b"\0" * 4096):
            pass
