"""Access and erasure by the visitor's own token: everything there is, everything gone."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from engine.errors import NotFound, StoreError
from engine.store import consent_log
from engine.store.consent_log import ConsentLog
from engine.store.decision_log import DecisionLog
from engine.store.journal import Journal, Transaction
from engine.store.log import EventLog, milliseconds
from engine.store.no_customers import NoCustomers
from engine.visitors.rotation import Tokens


@dataclass(frozen=True, slots=True)
class Erased:
    """`rows` that went from the log; `complete` = also gone from the write-ahead file."""

    rows: int
    complete: bool


class VisitorRights:
    """Args: secret: of the instance."""

    def __init__(self, journal: Journal, secret: bytes) -> None:
        self._journal, self._tokens = journal, Tokens(journal, secret)
        self._consents, self._events, self._decisions = ConsentLog(journal), EventLog(journal), DecisionLog(journal)
        self._no_customers = NoCustomers(journal)

    def export(self, token: str) -> dict[str, Any]:
        """Everything stored under the token: consents, events, decisions, what was put aside of his events, whether he is
        taken for somebody who is not buying, and whether somebody brought him by passing a link on.

        Raises:
            NotFound: nothing is. StoreError: the journal cannot be read.
        """
        visitor = self._tokens.visitor_of(token)
        if visitor is None or self._consents.standing(visitor) is None:
            raise NotFound("Nothing is stored under this visitor token.", where="visitor token",
                           fix="Nothing needs to be done.")
        events = self._events.of_visitor(visitor, limit=1_000_000)
        return {"consents": self._consents.proofs(visitor), "events": [entry.as_data() for entry in events],
                "decisions": self._decisions.of_visitor(visitor), "quarantine": self._events.quarantined_of(visitor),
                "not_buying": self._no_customers.kind_of(visitor) or "",
                "brought": bool(self._consents.account_of(visitor))}

    def erase(self, token: str, why: str = "erase") -> Erased:
        """Remove everything and leave a tombstone, so that nothing that is still on its way comes back.

        Profiles in the store go with the projector's next step; if the store is away, as soon as it is back. A token that
        another one has replaced will do.

        Raises:
            StoreError: not erased; ask again.
        """
        visitor = self._tokens.owner_of(token)

        def work(tx: Transaction) -> int | None:
            if consent_log.standing(tx, visitor) is None:
                return None
            return consent_log.erase(tx, visitor, milliseconds(), why)

        try:
            rows = self._journal.write(work)
        except StoreError:
            self._journal.free_reserve()  # erasing must work on a full disk
            rows = self._journal.write(work)
        # a token nobody gave out leaves no trace, so strangers cannot fill the journal with tombstones
        return Erased(0, True) if rows is None else Erased(rows, self._journal.shrink())
