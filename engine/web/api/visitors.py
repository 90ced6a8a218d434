"""POST /v1/consent, GET and DELETE /v1/visitors/me: the visitor decides, by his own token."""

from __future__ import annotations

from flask import request

from engine.errors import NotFound
from engine.events.profiles import as_data
from engine.visitors.consent import Recognised
from engine.web.api.endpoint import Call, Endpoints, Operation
from engine.web.api.events import browser_refuses
from engine.web.api.schemas.visitors import ConsentReply, ConsentRequest, ErasedReply, VisitorData, VisitorQuery
from engine.web.problems import Problem

endpoints = Endpoints("visitors")


@endpoints.add(Operation(
    "POST", "/v1/consent", "consent", "Grant, deny or withdraw; a grant returns the visitor token.",
    ConsentRequest, ConsentReply, "events:write", statuses=(503,),
))
def consent(call: Call, given: ConsentRequest) -> ConsentReply:
    """A no with a token erases at once what a yes had allowed to keep."""
    room, token = call.services.room, given.visitor or header_token()
    if _action(given) == "grant":
        if browser_refuses() and room.honour_dnt:
            return ConsentReply(visitor="", state="denied", purposes=[], version=given.version,
                                reason="The browser sends DNT or GPC, which counts as a no.")
        token = room.consent.grant(token, given.purposes, given.version)
        return ConsentReply(visitor=token, state="granted", purposes=sorted(set(given.purposes)), version=given.version)
    if token:
        room.rights.erase(token, "withdraw")
    return ConsentReply(visitor="", state="withdrawn" if token else "denied", purposes=[], version=given.version)


@endpoints.add(Operation(
    "GET", "/v1/visitors/me", "export", "Everything stored under the visitor token.", VisitorQuery, VisitorData, "",
    statuses=(404, 503),
))
def export(call: Call, given: VisitorQuery) -> VisitorData:
    """The token is the proof; nobody is asked who he is."""
    room, settings, token = call.services.room, call.services.settings, _required()
    data = room.rights.export(token)
    known = room.consent.known(token)
    if known is None:
        raise NotFound("Nothing is stored under this visitor token.", where="visitor token",
                       fix="Nothing needs to be done.")
    profile, _ = room.profile(Recognised(known, frozenset({"personalisation"})))
    kept = {"events": settings.events_days, "profile": settings.profile_days, "proofs": settings.proof_days}
    return VisitorData(**data, profile=as_data(profile), kept_days=kept)


@endpoints.add(Operation(
    "DELETE", "/v1/visitors/me", "erase", "Erase everything stored under the visitor token.", VisitorQuery, ErasedReply,
    "", statuses=(503,),
))
def erase(call: Call, given: VisitorQuery) -> ErasedReply:
    """The same answer whether there was something or not."""
    return ErasedReply(erased=True, rows=call.services.room.rights.erase(_required()).rows)


def header_token() -> str:
    """The visitor token of the headers, "" without one. Keys begin otherwise, so they are never taken for it."""
    scheme, _, bearer = request.headers.get("Authorization", "").partition(" ")
    own = request.headers.get("X-Lotse-Visitor", "").strip()
    return own or (bearer.strip() if scheme.lower() == "bearer" and bearer.strip().startswith("vt_") else "")


def _required() -> str:
    token = header_token()
    if not token:
        raise Problem(401, "visitor", "The visitor token is missing.", where="X-Lotse-Visitor",
                      headers={"WWW-Authenticate": 'Bearer realm="lotse"'},
                      fix="Send the token from POST /v1/consent as X-Lotse-Visitor or Authorization: Bearer.")
    return token


def _action(given: ConsentRequest) -> str:
    said = {given.action or "", "grant" if given.grant else "", "deny" if given.deny else "",
            "withdraw" if given.withdraw else "", "deny" if given.grant is False else ""} - {""}
    if not said or ("grant" in said and len(said) > 1):
        raise Problem(422, "invalid-input", "Say one of grant, deny or withdraw.", where="action",
                      fix='Send {"action": "grant", "purposes": [...], "version": "..."}, or "deny", or "withdraw".',
                      errors=[{"pointer": "/action", "detail": "one of grant, deny, withdraw"}])
    return "grant" if "grant" in said else "no"
