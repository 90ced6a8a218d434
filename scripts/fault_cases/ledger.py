"""The client's own book: what it sent, and what was acknowledged; it outlives every fault."""

from __future__ import annotations

import os
import threading
import time
import uuid
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

Send = Callable[[list[dict[str, Any]]], Sequence[str] | None]
"""Sends a batch; returns the acknowledged ids, or None when there was no acknowledgement."""


class Ledger:
    """Two files of ids, one a line; each line is in the file before anything else happens."""

    def __init__(self, folder: Path) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self._sent, self._acked = folder / "sent", folder / "acked"
        self._lock = threading.Lock()
        self.tried = self.refused = 0

    def send(self, batch: list[dict[str, Any]], send: Send) -> bool:
        """Send a batch; False when it was not acknowledged and must be sent again."""
        self.tried += 1
        self._write(self._sent, [event["id"] for event in batch])
        acknowledged = send(batch)
        if acknowledged is None:
            self.refused += 1
            return False
        self._write(self._acked, list(acknowledged))
        return True

    def acked(self) -> list[str]:
        """Ids in the order of their acknowledgement, as often as they were acknowledged."""
        return self._read(self._acked)

    def open(self) -> list[str]:
        """Ids that were sent and never acknowledged."""
        return sorted(set(self._read(self._sent)) - set(self.acked()))

    def _write(self, path: Path, ids: list[str]) -> None:
        with self._lock:
            handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
            os.write(handle, "".join(f"{one}\n" for one in ids).encode())
            os.close(handle)

    @staticmethod
    def _read(path: Path) -> list[str]:
        whole = path.read_bytes().rpartition(b"\n")[0] if path.exists() else b""
        return whole.decode().split()


def event(identity: str = "") -> dict[str, Any]:
    """One impression."""
    return {"id": identity or str(uuid.uuid4()), "type": "impression", "document": "a.md"}


def keep_sending(ledger: Ledger, send: Send, stop: threading.Event, *, batch: int = 8) -> None:
    """Fresh batches, some sent twice, until told to stop; what is refused is sent again with the same ids."""
    number = 0
    while not stop.is_set():
        number += 1
        events = [event() for _ in range(1 + number % batch)]
        while not ledger.send(events, send) and not stop.is_set():
            time.sleep(0.05)
        if number % 5 == 0:
            ledger.send(events, send)


def settle(ledger: Ledger, send: Send, seconds: float = 60.0) -> bool:
    """Send again whatever was never acknowledged, as every client does after a fault; False if that is impossible."""
    end = time.monotonic() + seconds
    while (waiting := ledger.open()) and time.monotonic() < end:
        if not ledger.send([event(one) for one in waiting[:100]], send):
            time.sleep(0.1)
    return not ledger.open()
