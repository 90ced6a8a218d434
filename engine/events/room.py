"""All parts of this room for one state folder: what the web, the commands and the projector share."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from engine.events.decisions import Decisions
from engine.events.intake import Intake, Outcome
from engine.events.privacy import Held
from engine.events.profiles import Profiles, StoredProfile
from engine.events.signing import DecisionSigner
from engine.settings import Settings
from engine.store.connect import connect
from engine.store.journal import Journal
from engine.store.log import EventLog
from engine.store.projection import Projection
from engine.store.secret import instance_secret
from engine.visitors.consent import ConsentDesk, Recognised
from engine.visitors.erasure import VisitorRights


def journal_path(var: Path) -> Path:
    """Where the log of a state folder lies."""
    return var / "log" / "journal.db"


@dataclass(frozen=True)
class EventRoom:
    """Made by `open_room`; everything is lazy, nothing is read or written before the first use."""

    journal: Journal
    log: EventLog
    intake: Intake
    decisions: Decisions
    profiles: Profiles
    consent: ConsentDesk
    rights: VisitorRights
    secret: bytes
    honour_dnt: bool

    def recognise(self, token: str | None, *, refused: bool = False) -> Recognised | None:
        """The visitor, if he may be recognised.

        Args:
            refused: the browser says no (DNT, GPC); it counts unless the operator switched that off.
        """
        return None if refused and self.honour_dnt else self.consent.recognise(token)

    def accept(
        self, events: Sequence[object], token: str | None, *, refused: bool = False, server: bool = False,
        prefix: str = "", sent: object = None,
    ) -> Outcome:
        """Take a batch of raw events in; see `Intake.accept`.

        Raises:
            StoreError: nothing may be taken as written; the caller says 503 and the sender tries again.
        """
        visitor = None if not token or (refused and self.honour_dnt) else self.consent.tokens.visitor_of(token)
        return self.intake.accept(events, visitor, server=server, prefix=prefix, sent=sent)

    def profile(self, visitor: Recognised | None) -> tuple[StoredProfile, bool]:
        """The stored profile of a visitor who agreed to personalisation, and whether the store was missing."""
        if visitor is None or "personalisation" not in visitor.purposes:
            return StoredProfile(), self.profiles.missing()
        return self.profiles.read(visitor.id)

    def record(self, record: dict[str, Any], visitor: str) -> None:
        """Log a decision beside the answer; `visitor` is the keyed hash or ""."""
        self.decisions.record(record, visitor or None)


def open_room(settings: Settings, held: Held | None = None, roles: frozenset[str] = frozenset()) -> EventRoom:
    """The room of a state folder; the store is asked with the short timeouts of a request.

    Args:
        held: whether the library has a document or passage of that address; the service knows it by its release.
        roles: ids of the taxonomy's roles.
    """
    secret = instance_secret(settings.var)
    journal = Journal(journal_path(settings.var))
    log, signer = EventLog(journal), DecisionSigner(secret)
    return EventRoom(
        journal=journal, log=log,
        intake=Intake(journal, signer, secret, settings.consent_version, held, settings.workers, roles),
        decisions=Decisions(journal, signer, settings.consent_version),
        profiles=Profiles(log, Projection(connect(settings), settings.site)),
        consent=ConsentDesk(journal, secret, settings.consent_version), rights=VisitorRights(journal, secret),
        secret=secret, honour_dnt=settings.honour_dnt,
    )
