"""The projector: reads the log in order and keeps Redis equal to it; may be killed, doubled or started anew."""

from __future__ import annotations

import logging
import threading
from dataclasses import asdict
from datetime import UTC, datetime
from typing import Any

from engine import clock
from engine.errors import StoreError
from engine.events.attribution import credits_of, quoted
from engine.events.profiles import StoredProfile, as_stored, fold, from_data, with_log
from engine.store import consent_log
from engine.store.consent_log import ConsentLog
from engine.store.decision_log import DecisionLog
from engine.store.journal import Journal
from engine.store.log import Entry, EventLog, milliseconds
from engine.store.projection import Changes, Position, Projection

_BATCH = 1000
_PAUSE = 0.05  # seconds between looks at the log
_AGAIN = 0.5  # seconds until a store that was away is tried again
_LATE_RECORD_MS = 5_000  # a decision's record that is not there by then was lost with its process
_log = logging.getLogger("lotse.projector")


class Projector:
    """One step applies one stretch of the log and its position together, or nothing; so every entry counts once.

    Args:
        projection: over a client of its own, which may wait longer than a request.
        consent_version: profiles are kept only for consents to this text.
    """

    def __init__(self, journal: Journal, projection: Projection, consent_version: str) -> None:
        self._journal, self._projection, self._version = journal, projection, consent_version
        self._log, self._decisions, self._consents = EventLog(journal), DecisionLog(journal), ConsentLog(journal)
        self._goal = 0

    def step(self) -> int:
        """Apply what comes next; returns how many entries.

        Raises:
            StoreError: the store or the log is away; the next step begins where this one did.
        """
        at = self._projection.position()
        if at is None:
            at, self._goal = self._projection.begin(), 0
            _log.warning("The projection is empty and is rebuilt from the log.")
        if not at.ready:
            self._goal = self._goal or self._log.last_seq()
        entries = self._log.read(after_seq=at.seq, limit=_BATCH)
        forget = self._consents.to_forget()
        profiles, records, entries = self._gather(at, entries)
        if not entries and not forget and (at.ready or at.seq < self._goal):
            return 0
        erased = {visitor for visitor, _ in forget if self._consents.erased(visitor)}
        changes = self._changes([entry for entry in entries if entry.visitor not in erased], profiles, records)
        changes.drop, changes.erased = [visitor for visitor, _ in forget], sorted(erased)
        for visitor in changes.drop:
            changes.profiles.pop(visitor, None)
        seq = entries[-1].seq if entries else at.seq
        self._projection.apply(at, seq, at.ready or seq >= self._goal, changes)
        if forget:
            self._journal.write(lambda tx: consent_log.forgotten(tx, forget))
        return len(entries)

    def catch_up(self) -> int:
        """Step until nothing is left; returns how many entries were applied.

        Raises:
            StoreError: as `step`.
        """
        count = 0
        while applied := self.step():
            count += applied
        return count

    def run(self, stop: threading.Event) -> None:
        """Project until told to stop, through every failure of the store."""
        broken = False
        while not stop.is_set():
            try:
                applied = self.step()
                if broken:
                    _log.warning("The store is back; the projection goes on.")
                broken = False
                stop.wait(0 if applied >= _BATCH else _PAUSE)
            except StoreError as error:
                if not broken:
                    _log.error("%s", error)
                broken = True
                stop.wait(_AGAIN)

    def _gather(
        self, at: Position, entries: list[Entry]
    ) -> tuple[dict[str, StoredProfile], dict[str, dict[str, Any]], list[Entry]]:
        """Profiles and decision records that the entries need; entries from the first on whose record is still on
        its way are left for the next step."""
        wanted = self._consents.agreed((e.visitor for e in entries if e.visitor), self._version, "personalisation")
        stored = self._projection.profiles(at, wanted)
        profiles = {visitor: self._profile(visitor, stored.get(visitor)) for visitor in wanted}
        folded, ids = dict(profiles), set()
        for entry in entries:
            ids.update(quoted(entry, folded.get(entry.visitor or "", StoredProfile())))
            if entry.visitor in folded:
                folded[entry.visitor] = fold(folded[entry.visitor], entry)
        records = self._decisions.get_many(ids)
        now = milliseconds()
        for place, entry in enumerate(entries):
            missing = "signed" in entry.flags and entry.decision not in records
            if missing and 0 <= now - entry.received < _LATE_RECORD_MS:
                return profiles, records, entries[:place]
        return profiles, records, entries

    def _profile(self, visitor: str, stored: dict[str, Any] | None) -> StoredProfile:
        """The stored profile, what the log knows where it is damaged: one visitor's must not hold up everybody's events."""
        try:
            return from_data(stored)
        except StoreError as error:
            _log.error("one profile is made again from the log: %s", error)
            return with_log(StoredProfile(), self._log, visitor)

    def _changes(
        self, entries: list[Entry], profiles: dict[str, StoredProfile], records: dict[str, dict[str, Any]]
    ) -> Changes:
        changes, touched = Changes(), set()
        for entry in entries:
            mine = profiles.get(entry.visitor or "")
            credits = credits_of(entry, mine or StoredProfile(), records)
            changes.rewards += [(entry.seq, asdict(credit)) for credit in credits]
            _count(changes, entry, ranked=bool(credits))
            if mine is not None and entry.visitor:
                profiles[entry.visitor] = fold(mine, entry)
                touched.add(entry.visitor)
        changes.profiles = {visitor: as_stored(profiles[visitor]) for visitor in touched}
        return changes


def _count(changes: Changes, entry: Entry, *, ranked: bool) -> None:
    day = datetime.fromtimestamp(entry.at / 1000, UTC).date().isoformat()
    names = [entry.type, f"{entry.type}|{entry.document}"] if entry.document else [entry.type]
    mine = changes.shares.setdefault(entry.visitor, {}) if entry.visitor else {}
    for name in [*names, *([f"{names[-1]}|ranking"] if ranked else [])]:
        changes.counts[day, name] = changes.counts.get((day, name), 0) + 1
        mine[day, name] = mine.get((day, name), 0) + 1


def wait_until(projector: Projector, seconds: float) -> bool:
    """Try to catch up for a while, for commands; False when the store stayed away."""
    end = clock.monotonic() + seconds
    while clock.monotonic() < end:
        try:
            projector.catch_up()
            return True
        except StoreError:
            threading.Event().wait(_PAUSE)
    return False
