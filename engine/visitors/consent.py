"""Consent: given, refused, withdrawn; the server alone decides who is recognised."""

from __future__ import annotations

import secrets
from collections.abc import Iterable
from dataclasses import dataclass

from engine.errors import InvalidInput
from engine.store import consent_log
from engine.store.consent_log import ConsentLog
from engine.store.journal import Journal, Transaction
from engine.store.log import milliseconds
from engine.visitors.rotation import Tokens
from engine.visitors.tokens import visitor_hash

PURPOSES = ("personalisation", "measurement", "lead-linking", "mail", "mail-measurement")


@dataclass(frozen=True, slots=True)
class Recognised:
    """A visitor who agreed: `id` is the keyed hash that stands for the token everywhere; `account` that of the first sender
    of the links that led to him, "" for most."""

    id: str
    purposes: frozenset[str]
    account: str = ""

    @property
    def unit(self) -> str:
        """By what holdout and experiments are dealt: people who pass links on to each other talk to each other."""
        return self.account or self.id


class ConsentDesk:
    """The three calls, and the question behind every other call: may this visitor be recognised?

    Args:
        secret: of the instance. version: of the consent text that is valid now.
    """

    def __init__(self, journal: Journal, secret: bytes, version: str) -> None:
        self._journal, self._secret, self._version = journal, secret, version
        self._log, self.tokens = ConsentLog(journal), Tokens(journal, secret)

    def grant(self, token: str, purposes: Iterable[str], version: str) -> str:
        """Record a yes and return the token to use: the given one if it may go on, the next one of the same visitor after
        30 days, else a new one.

        Raises:
            InvalidInput: no purpose, an unknown one, or another version than the text that is valid now.
            StoreError: not recorded.
        """
        wanted = frozenset(purposes)
        unknown = sorted(wanted - set(PURPOSES))
        if unknown or not wanted:
            raise InvalidInput(f"There is no purpose {unknown[0]!r}." if unknown else "No purpose is named.",
                               where="purposes", fix=f"Name one or more of: {', '.join(PURPOSES)}.")
        if version != self._version:
            raise InvalidInput(f"The consent names version {version!r} of the text, {self._version!r} is valid.",
                               where="version", fix="Show the text that is valid now and send its version.")
        fresh = "vt_" + secrets.token_urlsafe(16)
        visitor = self.tokens.visitor_of(token) if token else None

        def work(tx: Transaction) -> str:
            known = visitor and consent_log.standing(tx, visitor)
            used = token if known else fresh  # nobody can choose his own token: it must be hard to guess
            name = visitor if visitor and known else visitor_hash(self._secret, fresh)
            consent_log.grant(tx, name, milliseconds(), version, wanted)
            return used

        used = self._journal.write(work)
        return self.tokens.renewed(used) or used

    def recognise(self, token: str | None) -> Recognised | None:
        """The visitor behind a token, if a consent to the valid text stands that allows to keep what he does.

        Whoever agreed to mails or to being linked as a lead, and to nothing else, is nobody here.

        Raises:
            StoreError: the journal cannot be read.
        """
        visitor = self.tokens.visitor_of(token) if token else None
        consent = self._log.standing(visitor) if visitor else None
        if consent is None or not consent.recognises(self._version):
            return None
        return Recognised(consent.visitor, consent.purposes, self._log.account_of(consent.visitor))

    def known(self, token: str) -> str | None:
        """The hash of a token under which anything may be stored, also when the text has changed since."""
        visitor = self.tokens.visitor_of(token)
        consent = self._log.standing(visitor) if visitor else None
        return consent.visitor if consent else None
