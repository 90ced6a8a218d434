"""Writes events as the service does, until its process is killed."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from engine.errors import StoreError
from engine.events.room import EventRoom, open_room
from engine.settings import Settings
from engine.store import journal
from scripts.fault_cases.ledger import Ledger, Send, keep_sending, settle

_THREADS = 4


def sender(room: EventRoom) -> Send:
    """Straight into the intake."""

    def send(batch: list[dict[str, Any]]) -> Sequence[str] | None:
        try:
            outcome = room.accept(batch, None)
        except StoreError:
            return None
        return [*outcome.accepted, *outcome.duplicate]

    return send


def main(var: str, ledger: str, mode: str = "") -> None:
    """Threads that write until killed; `settle` only finishes what is open; `unsafe` leaves the syncing out, as a control."""
    if mode == "unsafe":
        journal._PRAGMAS = tuple(p.replace("synchronous = FULL", "synchronous = OFF") for p in journal._PRAGMAS)
    send, book = sender(open_room(Settings(var=Path(var)))), Ledger(Path(ledger))
    if not settle(book, send):
        raise SystemExit("what was open could not be sent again")
    if mode == "settle":
        return
    threads = [threading.Thread(target=keep_sending, args=(book, send, threading.Event())) for _ in range(_THREADS)]
    for thread in threads:
        thread.start()
