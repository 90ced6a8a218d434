"""Students, applicants, own staff, competitors, bots: once it is known of somebody, nothing he ever did teaches a policy."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import islice
from typing import Any

from engine.events.schema import Given, Malformed
from engine.store.journal import Transaction
from engine.store.log import Entry
from engine.store.no_customers import NoCustomers, kind_of, mark_decision, mark_visitor
from engine.visitors.not_buying import STAFF_EVENTS, typed_as

_SAID = frozenset({"student", "applicant", "staff", "competitor", "bot"})
_CHOSEN = frozenset({"student", "applicant"})  # what a page may say of its visitor; the rest only an operator's system
_BATCH = 500


def said_by(entry: Entry) -> str:
    """student, applicant, staff, competitor, bot or "": as an operator's system said, chosen, logged in, or asked."""
    said, role = entry.properties.get("not_buying"), entry.properties.get("role")
    for one, believed in ((said, _SAID), (role, _SAID if "server" in entry.flags else _CHOSEN)):
        if one in believed:
            return str(one)
    return "staff" if entry.type in STAFF_EVENTS else typed_as(entry.query or "")


def known_role(given: Given, roles: frozenset[str]) -> None:
    """A role that is told must be one of the taxonomy's, nobody's ("" or unknown), or one that does not buy.

    Raises:
        Malformed: it would be counted as told, and could mean nothing.
    """
    said = given.properties.get("role") or "unknown"
    if roles and given.type in {"role", "crm"} and said not in roles | _SAID | {"unknown"}:
        raise Malformed(f"unknown role {str(said)[:40]!r}; one of {', '.join(sorted(roles))}, or unknown")


def note(transaction: Transaction, entry: Entry) -> None:
    """Remember what an event says about the one who sent it, in the same group as the event.

    Whatever one does who is known not to be buying renews that, so it is not forgotten while he comes: staff log in once and
    read for years. Without a visitor it is said of the decision that the event quotes. A decision of nobody that is quoted
    by somebody who is known not to be buying is his too.
    """
    kind = said_by(entry) or (kind_of(transaction, entry.visitor) if entry.visitor else "") or ""
    if entry.visitor and kind:
        mark_visitor(transaction, entry.visitor, entry.received, kind)
    if kind and entry.decision and "signed" in entry.flags and entry.type != "pass_on":
        mark_decision(transaction, entry.decision, entry.received, kind)


def judged(records: Iterable[dict[str, Any]], known: NoCustomers) -> Iterator[dict[str, Any]]:
    """The records with what is known today: `not_buying` also where it was found out after the decision.

    Raises:
        StoreError: the journal cannot be read.
    """
    source = iter(records)
    while batch := list(islice(source, _BATCH)):
        kinds = known.among(record["id"] for record in batch)
        yield from ({**record, "not_buying": kinds[record["id"]]} if record["id"] in kinds else record for record in batch)
