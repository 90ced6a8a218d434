"""Takes events in: checked, freed of what nobody agreed to, written once, acknowledged when on disk."""

from __future__ import annotations

import hmac
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from engine.events import privacy
from engine.events.caps import Caps
from engine.events.schema import Given, Malformed, identity, parse, shown_id
from engine.events.signing import DecisionSigner
from engine.events.timing import TooLate, corrected, milliseconds
from engine.store import asked, consent_log, log
from engine.store.journal import Journal, Transaction
from engine.store.log import Entry

RANKED = frozenset({"impression", "click"})  # types that count once per item of a decision
_IDENTIFYING = frozenset({"personalisation", "measurement"})


@dataclass
class Outcome:
    """What became of each event, by its id; a rejected one with the reason. Accepted means: on disk."""

    accepted: list[str] = field(default_factory=list)
    duplicate: list[str] = field(default_factory=list)
    rejected: list[tuple[str, str]] = field(default_factory=list)


class Intake:
    """The only way into the log.

    Args:
        consent_version: consents to another text are no consents. secret: of the instance.
    """

    def __init__(self, journal: Journal, signer: DecisionSigner, secret: bytes, consent_version: str) -> None:
        self._journal, self._signer, self._version = journal, signer, consent_version
        self._key, self._caps = hmac.digest(secret, b"lotse question", "sha256"), Caps()

    def accept(
        self, events: Sequence[object], visitor: str | None = None, *, server: bool = False, prefix: str = "",
        sent: object = None,
    ) -> Outcome:
        """Write a batch; returns when it is durable.

        Args:
            visitor: keyed hash of the token, None without one or when the browser says no (DNT, GPC). Whether it may
                be kept is decided inside the write, so that a withdrawal that is already on disk always wins.
            prefix: network prefix of the sender, for caps; not kept. sent: moment of sending by the sender's clock.

        Raises:
            StoreError: nothing may be taken as written; sending the same again is safe.
        """
        if not events:
            return Outcome()
        capped = not self._caps.within(prefix, _clicks(events))
        return self._journal.write(lambda tx: self._write(tx, events, visitor, server, capped, sent))

    def _write(
        self, tx: Transaction, events: Sequence[object], visitor: str | None, server: bool, capped: bool, sent: object
    ) -> Outcome:
        now, outcome = log.moment_of_write(tx), Outcome()
        known = self._known(tx, visitor, now)
        clock_of_sender = _sent(sent)
        for event in events:
            self._one(tx, _Arrival(event, known, server, capped, clock_of_sender, now), outcome)
        return outcome

    def _one(self, tx: Transaction, arrival: _Arrival, outcome: Outcome) -> None:
        event, now = arrival.event, arrival.now
        try:
            name = identity(event)
        except Malformed as error:
            log.put_aside(tx, "", now, arrival.visitor, str(error), _remains(arrival))
            outcome.rejected.append((shown_id(event), str(error)))
            return
        if not log.first_time(tx, name, now):
            outcome.duplicate.append(name)
            return
        try:
            given = parse(event, server=arrival.server)
            at, flags = corrected(given.at, arrival.sent, now, server=arrival.server)
        except (Malformed, TooLate) as error:
            log.put_aside(tx, name, now, arrival.visitor, str(error), _remains(arrival))
            outcome.rejected.append((name, str(error)))
            return
        if arrival.visitor is None:
            if given.query and given.type == "question":
                asked.count(tx, self._key, given.query, str(given.properties.get("answer", "")), now)
            given = privacy.without_identity(given)
        log.add(tx, self._entry(tx, given, arrival, at, flags))
        outcome.accepted.append(name)

    def _entry(self, tx: Transaction, given: Given, arrival: _Arrival, at: int, flags: set[str]) -> Entry:
        now = arrival.now
        if arrival.server:
            flags.add("server")
        if self._signer.valid(given.decision, now):
            flags.add("signed")
            once = f"{given.decision}|{given.type}|{given.passage or given.document}"
            if given.type in RANKED and not log.first_time(tx, once, now):
                flags.add("repeat")
            if given.type in RANKED and arrival.capped:
                flags.add("capped")
        return Entry(
            id=given.id, type=given.type, at=at, received=now, visitor=arrival.visitor, decision=given.decision,
            document=given.document, passage=given.passage, slot=given.slot, value=given.value, query=given.query,
            properties=given.properties, flags=frozenset(flags),
        )

    def _known(self, tx: Transaction, visitor: str | None, now: int) -> str | None:
        """The visitor if he agreed to be recognised, under the text of today."""
        consent = consent_log.standing(tx, visitor) if visitor else None
        if consent is None or consent.version != self._version or not consent.purposes & _IDENTIFYING:
            return None
        consent_log.touch(tx, consent, now)
        return consent.visitor


@dataclass(frozen=True, slots=True)
class _Arrival:
    event: object
    visitor: str | None
    server: bool
    capped: bool
    sent: int | None
    now: int


def _clicks(events: Sequence[object]) -> int:
    return sum(isinstance(event, dict) and event.get("type") == "click" for event in events)


def _remains(arrival: _Arrival) -> dict[str, Any]:
    if not isinstance(arrival.event, dict):
        return {}
    return privacy.remains(arrival.event, identified=arrival.visitor is not None)


def _sent(sent: object) -> int | None:
    try:
        return milliseconds(sent)
    except ValueError:
        return None
