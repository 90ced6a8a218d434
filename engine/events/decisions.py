"""The decision log: written beside the answer, not before it; read by whoever credits or replays a decision."""

from __future__ import annotations

import logging
from dataclasses import replace
from typing import Any

from engine.errors import StoreError
from engine.events.signing import DecisionSigner
from engine.store import consent_log, decision_log, log
from engine.store.journal import Journal, Transaction
from engine.store.log import Entry, milliseconds, moment_of_write
from engine.store.no_customers import kind_of, mark_decision, mark_visitor

_log = logging.getLogger("lotse.events")
# what a person typed or is: kept only with consent; without it a decision is replayed from its logged features
IDENTIFYING = ("query", "job_title", "industry", "referrer", "page_url", "page_title", "campaign", "history")


class Decisions:
    """Hands out signed ids and writes records.

    An answer never waits for its record: the record joins the next group commit, usually within a few milliseconds. An
    event that quotes the decision is credited by the projector only when the record is on disk; if the process was
    killed in between, the event counts for its visitor but not for ranking.
    """

    def __init__(self, journal: Journal, signer: DecisionSigner, consent_version: str) -> None:
        self._journal, self._signer, self._version = journal, signer, consent_version
        self._log = decision_log.DecisionLog(journal)
        self.lost = 0

    def new_id(self) -> str:
        """A signed id, valid for a day."""
        return self._signer.make(milliseconds())

    def record(self, record: dict[str, Any], visitor: str | None) -> None:
        """Write one decision in the background; a full disk costs the record, never the answer.

        Args:
            record: plain data with `id`, `at` (ms) and `request`. visitor: keyed hash or None.
        """
        def work(tx: Transaction) -> None:
            consent = consent_log.standing(tx, visitor) if visitor else None
            if consent is None or not consent.recognises(self._version):
                decision_log.add(tx, record["id"], record["at"], None, without_identity(record))
                if record.get("not_buying"):
                    mark_decision(tx, record["id"], moment_of_write(tx), record["not_buying"])
                return
            kept = {**record, "unmeasured": True} if consent.unmeasured else record
            decision_log.add(tx, record["id"], record["at"], consent.visitor, kept)
            now = moment_of_write(tx)
            if kind := record.get("not_buying") or kind_of(tx, consent.visitor):  # the question is judged with the record
                mark_visitor(tx, consent.visitor, now, kind)
            for entry in _seen(kept, consent.visitor, now):
                log.add(tx, entry)

        try:
            self._journal.submit(work).add_done_callback(self._count_lost)
        except StoreError:
            self._missed()

    def get(self, identity: str) -> dict[str, Any] | None:
        """A logged decision."""
        return self._log.get(identity)

    def _count_lost(self, done: Any) -> None:
        if done.exception() is not None:
            self._missed()

    def _missed(self) -> None:
        self.lost += 1
        _log.warning("A decision was answered but not logged; events that quote it will not count for ranking.")


def _seen(record: dict[str, Any], visitor: str, now: int) -> list[Entry]:
    """What the request itself tells about a visitor who agreed: the page he is on, the question he asked."""
    request = record["request"]
    base = Entry(id="", type="", at=record["at"], received=now, visitor=visitor, decision=record["id"],
                 flags=frozenset({"derived", "unmeasured"} if record.get("unmeasured") else {"derived"}))
    entries = []
    if request.get("page"):
        entries.append(replace(base, id=f"{record['id']}.view", type="view", document=request["page"]))
    if request.get("query"):
        entries.append(replace(base, id=f"{record['id']}.question", type="question", query=request["query"],
                               properties={"answer": record["answer"]}))
    return entries


def without_identity(record: dict[str, Any]) -> dict[str, Any]:
    """The record of somebody who did not agree; `dropped` names what a replay has to do without."""
    request: dict[str, Any] = record.get("request", {})
    dropped = sorted(name for name in IDENTIFYING if request.get(name))
    kept = {name: value for name, value in request.items() if name not in IDENTIFYING}
    return {**record, "request": kept, "dropped": dropped}


def differences(logged: dict[str, Any], again: dict[str, Any]) -> list[str]:
    """What a replay gave otherwise than the log says; empty when it is exactly the same.

    Args:
        logged, again: records as the ranking room makes them.
    """
    found = [f"{name}: {logged.get(name)!r} was logged, {again.get(name)!r} came out"
             for name in ("release", "policy", "answer", "seed", *(("not_buying",) if "not_buying" in logged else ()))
             if logged.get(name) != again.get(name)]
    before, after = logged.get("items", []), again.get("items", [])
    if len(before) != len(after):
        found.append(f"{len(before)} items were logged, {len(after)} came out")
    for number, (one, other) in enumerate(zip(before, after, strict=False)):
        found += [f"item {number} {name}: {one.get(name)!r} was logged, {other.get(name)!r} came out"
                  for name in ("slot", "passage", "section", "score", "propensity") if one.get(name) != other.get(name)]
        if not logged.get("dropped") and "standing" in one and one["standing"] != other.get("standing"):
            found.append(f"item {number} standing: {one['standing']!r} was logged, {other.get('standing')!r} came out")
    if not logged.get("dropped") and logged.get("candidates") != again.get("candidates"):
        found.append("the candidates or their features differ")
    return found
