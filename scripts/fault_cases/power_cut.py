"""Power cuts: everything that was not synced is gone. A loop device with ext4 whose image is copied while it runs."""

from __future__ import annotations

import random
import shutil
import subprocess
import time
from pathlib import Path

from scripts.fault_cases.ledger import Ledger
from scripts.fault_cases.nursery import Nursery
from scripts.fault_cases.verdict import Verdict, compare

_MEGABYTES = 96


def run(folder: Path, cuts: int, seed: int = 3, *, mode: str = "") -> Verdict:
    """Freeze the writer, copy the image, mount the copy (ext4 replays its own journal), read the log on it.

    It models "what was not synced is gone", not torn sectors and not disks that lie.
    """
    chance = random.Random(seed)
    total = Verdict("power cut" if not mode else "power cut, control without sync", cuts)
    for number in range(cuts):
        one = _cut(folder / f"cut-{mode}{number}", chance.uniform(0.5, 2.0), mode)
        total.acknowledged += one.acknowledged
        total.lost += one.lost
        total.twice += one.twice
        shutil.rmtree(folder / f"cut-{mode}{number}")
    if mode:
        total.note = "must lose something, or the method sees nothing"
        total.failed = [] if total.lost else ["the control lost nothing"]
    return total


def _cut(folder: Path, seconds: float, mode: str) -> Verdict:
    image, copy, disk, after = folder / "image", folder / "copy", folder / "disk", folder / "after"
    for path in (disk, after):
        path.mkdir(parents=True)
    with image.open("wb") as file:
        file.truncate(_MEGABYTES << 20)
    _do("mkfs.ext4", "-q", "-F", str(image))
    _do("mount", "-o", "loop,commit=300", str(image), str(disk))
    try:
        with Nursery() as nursery:
            writer = nursery.start(disk / "var", folder / "ledger", mode)
            time.sleep(seconds)
            writer.freeze()
            acked = Ledger(folder / "ledger").acked()
            _do("cp", "--sparse=always", str(image), str(copy))
    finally:
        _do("umount", str(disk))
    _do("mount", "-o", "loop", str(copy), str(after))
    try:
        if not (after / "var" / "log" / "journal.db").exists():
            return Verdict("", 1, acknowledged=len(set(acked)), lost=len(set(acked)))
        return compare("", 1, after / "var", acked, settled=False)
    finally:
        _do("umount", "-l", str(after))


def _do(*command: str) -> None:
    subprocess.run(command, check=True, capture_output=True)
