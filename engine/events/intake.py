"""Takes events in: checked, freed of what nobody agreed to, written once, acknowledged when on disk."""

from __future__ import annotations

import hmac
from collections.abc import Sequence
from dataclasses import dataclass, field

from engine.events import no_customers, privacy
from engine.events.askings import Askings
from engine.events.caps import COSTS, DAY, MOST_LEARNT, MOST_LEARNT_A_DAY, Caps
from engine.events.schema import Given, Malformed, identity, parse, shown_id
from engine.events.signing import DecisionSigner
from engine.events.timing import TooLate, corrected, milliseconds
from engine.store import accounts, asked, consent_log, log
from engine.store.consent_log import Consent
from engine.store.journal import Journal, Transaction
from engine.store.log import Entry, moment_of_write
from engine.store.log import milliseconds as now_ms
from engine.store.no_customers import kind_of

RANKED = frozenset({"impression", "click"})  # types that count once per item of a decision


@dataclass
class Outcome:
    """What became of each event, by its id; a rejected one with the reason. Accepted means: on disk."""

    accepted: list[str] = field(default_factory=list)
    duplicate: list[str] = field(default_factory=list)
    rejected: list[tuple[str, str]] = field(default_factory=list)


class Intake:
    """The only way into the log.

    Args:
        consent_version: consents to another text are no consents. secret: of the instance. held: whether the library has
            a document or passage of that address; of nobody's else a name is kept without consent. workers: processes
            that share the caps. roles: ids of the taxonomy's roles; without them any role may be told.
    """

    def __init__(
        self, journal: Journal, signer: DecisionSigner, secret: bytes, consent_version: str,
        held: privacy.Held | None = None, workers: int = 1, roles: frozenset[str] = frozenset(),
    ) -> None:
        self._journal, self._signer, self._version = journal, signer, consent_version
        self._key = hmac.digest(secret, b"lotse question", "sha256")
        self._caps, self._askings, self._held = Caps(), Askings(), held
        self._roles = roles
        self._learnt = (Caps(MOST_LEARNT // max(workers, 1)), Caps(MOST_LEARNT_A_DAY // max(workers, 1), DAY))

    def accept(
        self, events: Sequence[object], visitor: str | None = None, *, server: bool = False, prefix: str = "",
        sent: object = None,
    ) -> Outcome:
        """Write a batch; returns when it is durable.

        Args:
            visitor: keyed hash of the token, None without one or when the browser says no (DNT, GPC). Whether it may
                be kept is decided inside the write, so that a withdrawal that is already on disk always wins.
            prefix: network prefix of the sender, for caps and so that one person's repeated question counts as one
                asking; not kept. sent: moment of sending by the sender's clock.

        Raises:
            StoreError: nothing may be taken as written; sending the same again is safe.
        """
        if not events:
            return Outcome()
        capped = not self._caps.within(prefix, _clicks(events))
        cost = 0 if server else _cost(events)
        crowded = not all([caps.within(prefix, cost) for caps in self._learnt])
        sender = _Sender(server, prefix, capped, crowded, _sent(sent))
        return self._journal.write(lambda tx: self._write(tx, events, visitor, sender))

    def _write(
        self, tx: Transaction, events: Sequence[object], visitor: str | None, sender: _Sender
    ) -> Outcome:
        # what is late or too old is told by the clock as it stands: the log's own time stays ahead after a jump
        now, received, outcome = now_ms(), moment_of_write(tx), Outcome()
        known = self._known(tx, visitor, now)
        for event in events:
            self._one(tx, _Arrival(event, known, sender, now, received), outcome)
        return outcome

    def _one(self, tx: Transaction, arrival: _Arrival, outcome: Outcome) -> None:
        event, now = arrival.event, arrival.now
        try:
            name = identity(event)
        except Malformed as error:
            self._put_aside(tx, arrival, "", error)
            outcome.rejected.append((shown_id(event), str(error)))
            return
        try:
            given = parse(event, server=arrival.sender.server)
            no_customers.known_role(given, self._roles)
            at, flags = corrected(given.at, arrival.sender.sent, now, server=arrival.sender.server)
        except (Malformed, TooLate) as error:
            if log.had_effect(tx, name, now):
                outcome.duplicate.append(name)
                return
            self._put_aside(tx, arrival, name, error)  # the id stays free, so that it can be sent again when mended
            outcome.rejected.append((name, str(error)))
            return
        if not log.first_time(tx, name, now):
            outcome.duplicate.append(name)
            return
        if arrival.known is None:
            ours = self._signer.made_at(given.decision) is not None
            server = arrival.sender.server
            words, given = given.query, privacy.without_identity(given, ours=ours, held=self._held, server=server)
            if words and given.type == "question" and not _no_customer(tx, given):
                self._count_asking(tx, words, str(given.properties.get("answer", "")), arrival)
        entry = self._entry(tx, given, arrival, at, flags)
        log.add(tx, entry)
        no_customers.note(tx, entry)
        if entry.visitor and entry.decision and entry.type == "pass_on" and entry.properties.get("step") == "opened":
            accounts.join(tx, entry.visitor, entry.decision, now)
        outcome.accepted.append(name)

    def _entry(self, tx: Transaction, given: Given, arrival: _Arrival, at: int, flags: set[str]) -> Entry:
        sender, known = arrival.sender, arrival.known
        if sender.server:
            flags.add("server")
        if known and known.unmeasured:
            flags.add("unmeasured")
        if sender.crowded and given.type in COSTS:
            flags.add("crowded")
        if self._signer.valid(given.decision, arrival.now):
            flags.add("signed")
            once = f"{given.decision}|{given.type}|{given.passage or given.document}"
            if given.type in RANKED and not log.first_time(tx, once, arrival.now):
                flags.add("repeat")
            if given.type in RANKED and sender.capped:
                flags.add("capped")
        return Entry(
            id=given.id, type=given.type, at=at, received=arrival.received, visitor=known.visitor if known else None,
            decision=given.decision,
            document=given.document, passage=given.passage, slot=given.slot, value=given.value, query=given.query,
            properties=given.properties, flags=frozenset(flags),
        )

    def _put_aside(self, tx: Transaction, arrival: _Arrival, name: str, error: Exception) -> None:
        known, event = arrival.known, arrival.event
        identified = known is not None
        kept = privacy.remains(event, identified=identified, held=self._held) if isinstance(event, dict) else {}
        why = privacy.reason(str(error), identified=identified)
        log.put_aside(tx, name, arrival.received, known.visitor if known else None, why, kept)

    def _known(self, tx: Transaction, visitor: str | None, now: int) -> Consent | None:
        """The visitor's consent if he agreed to be recognised, under the text of today."""
        consent = consent_log.standing(tx, visitor) if visitor else None
        if consent is None or not consent.recognises(self._version):
            return None
        consent_log.touch(tx, consent, now)
        return consent

    def _count_asking(self, tx: Transaction, words: str, answer: str, arrival: _Arrival) -> None:
        if self._askings.first(arrival.sender.prefix, f"{answer}|{asked.plain(words)}", arrival.now):
            asked.count(tx, self._key, words, answer, arrival.now)


@dataclass(frozen=True, slots=True)
class _Sender:
    """What is the same for a whole batch; `crowded`: more than its corner of the network may teach; `sent` by the
    sender's clock, ms."""

    server: bool
    prefix: str
    capped: bool
    crowded: bool
    sent: int | None


@dataclass(frozen=True, slots=True)
class _Arrival:
    """One event; `now` by the clock, `received` as the log writes it, never going back; ms."""

    event: object
    known: Consent | None
    sender: _Sender
    now: int
    received: int


def _no_customer(tx: Transaction, given: Given) -> bool:
    """Whether the event or the answer it quotes says that somebody is not buying; his questions are no gaps to fill."""
    if given.properties.get("not_buying"):
        return True
    return bool(given.decision and kind_of(tx, given.decision))


def _clicks(events: Sequence[object]) -> int:
    return sum(isinstance(event, dict) and event.get("type") == "click" for event in events)


def _cost(events: Sequence[object]) -> int:
    return sum(COSTS.get(str(event.get("type")), 0) for event in events if isinstance(event, dict))


def _sent(sent: object) -> int | None:
    try:
        return milliseconds(sent)
    except ValueError:
        return None
