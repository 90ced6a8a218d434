"""A room of events in a fresh folder, and a real store when a test asks for one."""

from __future__ import annotations

import tempfile
import uuid
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from engine.events.projector import Projector
from engine.events.room import EventRoom, journal_path, open_room
from engine.events.running import projector as make_projector
from engine.settings import Settings
from engine.store.embedded import EmbeddedStore
from engine.store.journal import Journal
from engine.store.log import milliseconds
from engine.store.projection import Projection, patient_client

Make = Callable[..., dict[str, Any]]


@pytest.fixture
def tmp_path(tmp_path: Path) -> Iterator[Path]:
    """In memory where the system has such a folder: most tests ask what is written, not whether the disk keeps it."""
    if not Path("/dev/shm").is_dir():
        yield tmp_path
        return
    with tempfile.TemporaryDirectory(dir="/dev/shm", prefix="lotse-test-") as folder:
        yield Path(folder)


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(var=tmp_path / "var", redis_url="unix:///nowhere/lotse.sock")


@pytest.fixture
def room(settings: Settings) -> Iterator[EventRoom]:
    made = open_room(settings)
    yield made
    made.journal.close()


@pytest.fixture
def stored(tmp_path: Path) -> Iterator[Settings]:
    """Settings with a running store."""
    store = EmbeddedStore(tmp_path / "var")
    store.start()
    yield Settings(var=tmp_path / "var")
    store.stop()


@pytest.fixture
def live(stored: Settings) -> Iterator[EventRoom]:
    made = open_room(stored)
    yield made
    made.journal.close()


@pytest.fixture
def projector(stored: Settings) -> Iterator[Projector]:
    journal = Journal(journal_path(stored.var))
    made = make_projector(stored, journal)
    yield made
    journal.close()


@pytest.fixture
def projection(stored: Settings) -> Iterator[Projection]:
    client = patient_client(stored)
    yield Projection(client, stored.site)
    client.close()


def event(type: str = "click", **fields: Any) -> dict[str, Any]:
    """A well-formed event with a fresh id."""
    return {"id": str(uuid.uuid4()), "type": type, "document": "a.md", "passage": "a.md#H", "slot": "main", **fields}


def consented(room: EventRoom, *purposes: str) -> str:
    """A new visitor's token."""
    return room.consent.grant("", purposes or ("personalisation", "measurement"), "1")


def decided(room: EventRoom, visitor: str = "", **request: Any) -> str:
    """Log a decision that showed a.md#H in slot main; returns its id once it is on disk."""
    name = room.decisions.new_id()
    room.record({
        "id": name, "at": milliseconds(), "release": "sha256:1", "policy": "greedy@1", "group": "engine", "seed": "s",
        "lang": "de", "answer": "not_asked", "role": {"id": "it"}, "phase": {"id": "select"}, "request": request,
        "items": [{"slot": "main", "document": "a.md", "section": "a.md#H", "passage": "a.md#H", "score": 1.0, "propensity": 0.5}],
    }, visitor)
    room.journal.write(lambda tx: None)  # the record is in this group or an earlier one
    return name
