"""Small traffic through the real intake, for tests of reports."""

from __future__ import annotations

import uuid
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from engine import clock
from engine.events.room import EventRoom, open_room
from engine.settings import Settings
from engine.visitors.tokens import visitor_hash

START = datetime(2026, 10, 1, 8, tzinfo=UTC)
SEARCH = "https://www.google.com/"


@dataclass
class Traffic:
    """Writes decisions and events at given minutes after `START`."""

    var: Path
    settings: Settings = field(init=False)
    room: EventRoom = field(init=False)

    def __post_init__(self) -> None:
        self.settings = Settings(var=self.var)
        self.room = open_room(self.settings)

    def person(self, minute: float = 0) -> str:
        """A visitor who agreed; his token."""
        with clock.frozen(START + timedelta(minutes=minute)):
            return self.room.consent.grant("", ["personalisation", "measurement"], "1")

    def hash_of(self, token: str) -> str:
        """The visitor's keyed hash."""
        return visitor_hash(self.room.secret, token)

    def decision(self, minute: float, token: str = "", *, group: str = "engine", **given: Any) -> str:
        """One answer of the engine; `given`: request, role, source, roles, phase, phases, items, answer."""
        at = START + timedelta(minutes=minute)
        with clock.frozen(at):
            name = self.room.decisions.new_id()
            record = {
                "id": name, "at": int(at.timestamp() * 1000), "release": "r", "policy": "p@1", "group": group, "seed": "",
                "lang": "de", "answer": given.get("answer", "not_asked"), "confidence": 0.5, "degraded": False,
                "role": {"id": given.get("role", "unknown"), "source": given.get("source", "unknown"),
                         "posterior": given.get("roles", {"it": 0.5, "finance": 0.5})},
                "phase": {"id": given.get("phase", "unknown"), "source": "inferred",
                          "posterior": given.get("phases", {"select": 1.0})},
                "items": given.get("items", [{"slot": "main", "document": "a.md", "section": "a.md#x", "passage": "a.md#x@1",
                                              "type": "case_study", "score": 0.5, "propensity": 1.0}]),
                "request": given.get("request", {}),
            }
            self.room.record(record, self.hash_of(token) if token else "")
            self.room.journal.write(lambda tx: None)  # what was submitted before is on disk now
        return name

    def event(self, kind: str, minute: float, token: str = "", *, server: bool = False, **given: Any) -> str:
        """One event, written when it happened."""
        at = START + timedelta(minutes=minute)
        name = str(uuid.uuid4())
        with clock.frozen(at):
            outcome = self.room.accept([{"id": name, "type": kind, "at": at.isoformat(), **given}], token or None,
                                       server=server)
        assert outcome.accepted == [name], outcome
        return name
