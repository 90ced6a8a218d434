"""What a consented visitor did, bounded: folded from the log in any order, read with its newest entries."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import Any

from engine.errors import StoreError
from engine.store.breaker import Breaker
from engine.store.log import Entry, EventLog
from engine.store.profile_format import damaged, mark_of, packed, unpacked
from engine.store.projection import Projection
from engine.visitors.models import Clue

MOST_CLUES = 64
MOST_CLICKED = 20
_NO_CLUES = frozenset({"impression", "role"})


@dataclass(frozen=True, slots=True)
class Clicked:
    """A shown item that was followed; `at` (ms) and `event`, the mark of the click, give the order."""

    at: int
    event: str
    decision: str
    passage: str
    document: str


@dataclass(frozen=True, slots=True)
class StoredProfile:
    """The newest 64 clues, the newest declared role, the newest 20 clicked items, oldest first; and the role that the
    operator's CRM knows the contact by.

    Events are told apart by short marks, which break ties too: the same events give the same profile whatever their order.
    """

    clues: tuple[tuple[int, str, Clue], ...] = ()
    role: tuple[int, str, str] = (0, "", "")
    clicked: tuple[Clicked, ...] = ()
    contact: tuple[int, str, str] = (0, "", "")

    @property
    def declared_role(self) -> str:
        """What the visitor said last, "" if never."""
        return self.role[2]

    @property
    def known_role(self) -> str:
        """What the CRM said last, "" if never."""
        return self.contact[2]

    @property
    def history(self) -> tuple[Clue, ...]:
        """Clues alone, oldest first."""
        return tuple(clue for _, _, clue in self.clues)


def fold(profile: StoredProfile, entry: Entry) -> StoredProfile:
    """The profile with one more entry; the same entry twice changes nothing."""
    if entry.type == "role":
        said = (entry.at, entry.id, str(entry.properties.get("role", ""))[:64])
        return replace(profile, role=max(profile.role, said))
    if entry.type == "crm" and "role" in entry.properties:  # only servers may send these
        told = (entry.at, entry.id, str(entry.properties["role"] or "")[:64])
        profile = replace(profile, contact=max(profile.contact, told))
    if entry.type in _NO_CLUES:
        return profile
    at = datetime.fromtimestamp(entry.at / 1000, UTC)
    clue = Clue(_kind(entry), at, entry.document or "", entry.query or "", entry.value)
    mark = mark_of(entry.id)
    clues = {event: (at, event, one) for at, event, one in profile.clues} | {mark: (entry.at, mark, clue)}
    kept = tuple(sorted(clues.values(), key=lambda c: c[:2])[-MOST_CLUES:])
    return replace(profile, clues=kept, clicked=_follow(profile.clicked, entry))


def _kind(entry: Entry) -> str:
    """Who opens what was passed on has passed on nothing: he has a colleague who was here."""
    opened = entry.type == "pass_on" and entry.properties.get("step") == "opened"
    return "colleague" if opened else entry.type


def _follow(clicked: tuple[Clicked, ...], entry: Entry) -> tuple[Clicked, ...]:
    if entry.type != "click" or not entry.decision or "signed" not in entry.flags or "repeat" in entry.flags:
        return clicked
    new = Clicked(entry.at, mark_of(entry.id), entry.decision, entry.passage or "", entry.document or "")
    every = {one.event: one for one in (*clicked, new)}
    return tuple(sorted(every.values(), key=lambda c: (c.at, c.event))[-MOST_CLICKED:])


def with_log(profile: StoredProfile, log: EventLog, visitor: str, after: int = 0) -> StoredProfile:
    """The profile with the visitor's newest entries after a position, as many as a profile has use for.

    Raises:
        StoreError: the log cannot be read.
    """
    for entry in log.of_visitor(visitor, after_seq=after, limit=4 * MOST_CLUES):
        profile = fold(profile, entry)
    return profile


def as_data(profile: StoredProfile) -> dict[str, Any]:
    """Plain JSON data."""
    return {
        "clues": [[at, event, c.type, c.document, c.query, c.value] for at, event, c in profile.clues],
        "role": list(profile.role),
        "clicked": [[c.at, c.event, c.decision, c.passage, c.document] for c in profile.clicked],
        "contact": list(profile.contact),
    }


def as_stored(profile: StoredProfile) -> dict[str, Any]:
    """The data in a few hundred bytes, for the store."""
    return packed(as_data(profile))


def from_data(data: dict[str, Any] | None) -> StoredProfile:
    """The profile of plain or stored data; empty for None.

    Raises:
        StoreError: the stored data is damaged.
    """
    if data is None:
        return StoredProfile()
    data = unpacked(data)
    try:
        at, event, role = data["role"]
        told_at, told_by, told = data.get("contact", (0, "", ""))  # profiles of before know none
        return StoredProfile(
            tuple((a, e, Clue(t, datetime.fromtimestamp(a / 1000, UTC), d, q, v)) for a, e, t, d, q, v in data["clues"]),
            (at, event, role), tuple(Clicked(*one) for one in data["clicked"]),
            (told_at, told_by, told),
        )
    except (KeyError, TypeError, ValueError, OverflowError) as error:  # whole, but no profile
        raise damaged(error) from error


@dataclass
class Profiles:
    """Reads a profile for one request: what is projected plus the entries the projector has not seen yet, so that a
    click changes the very next answer. Without the store everything comes from the log, and `degraded` says so."""

    log: EventLog
    projection: Projection
    breaker: Breaker = field(default_factory=Breaker)

    def read(self, visitor: str) -> tuple[StoredProfile, bool]:
        """Profile and whether the store was missing.

        Raises:
            StoreError: neither store nor log can be read.
        """
        found = self.breaker.call(lambda: self.projection.profile(visitor), None, (StoreError,))
        position, stored = found or (None, None)
        after = position.seq if position is not None and stored is not None else 0
        try:
            profile = from_data(stored)
        except StoreError:  # damaged: the log still has it
            profile, after = StoredProfile(), 0
        return with_log(profile, self.log, visitor, after), position is None

    def missing(self) -> bool:
        """Whether the store is away or was emptied; one short read."""
        return self.breaker.call(lambda: self.projection.position() is None, True, (StoreError,))
