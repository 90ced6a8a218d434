"""POST and GET /v1/events: batches of events, each judged by itself, answered only when durable; and the log back."""

from __future__ import annotations

from collections.abc import Sequence

from flask import Response, request

from engine.errors import StoreError
from engine.events.export import ndjson
from engine.events.schema import shown_id
from engine.web.api.endpoint import Call, Endpoints, Operation
from engine.web.api.schemas.events import EventsQuery, EventsRequest
from engine.web.api.schemas.recommendations import EventOutcome, EventsReply
from engine.web.problems import Problem, unavailable
from engine.web.rate import prefix

endpoints = Endpoints("events")


@endpoints.add(Operation(
    "POST", "/v1/events", "events", "A batch of events; repeating one with the same id does no harm.",
    EventsRequest, EventsReply, "events:write", limit="max_batch_bytes", statuses=(503,),
))
def events(call: Call, given: EventsRequest) -> EventsReply:
    """Accepted events are on disk when this answers."""
    most = call.services.settings.max_batch_events
    if len(given.events) > most:
        raise Problem(413, "too-large", f"The batch holds {len(given.events)} events, more than {most}.",
                      where="/events", fix=f"Send at most {most} events at once.")
    try:
        return judged(call, given.events, given.visitor, given.sent)
    except StoreError as error:
        raise unavailable("The events could not be stored.", "Keep them and send them again later.") from error


@endpoints.add(Operation(
    "GET", "/v1/events", "log", "The log, one event a line, each exactly once.", EventsQuery, None, "events:read",
    media="application/x-ndjson", statuses=(503,),
))
def log(call: Call, given: EventsQuery) -> Response:
    """Events that arrived within `since <= received < until`, in the order of arrival."""
    lines = ndjson(
        call.services.room.log, after_seq=given.after, derived=given.derived,
        since=int(given.since.timestamp() * 1000) if given.since else None,
        until=int(given.until.timestamp() * 1000) if given.until else None,
    )
    return Response(lines, mimetype="application/x-ndjson")


def taken(call: Call, batch: Sequence[object], visitor: str | None, sent: str | None = None) -> EventsReply:
    """Events that travel with a recommendation: when they cannot be stored, the answer comes all the same, and says
    which to send again."""
    if "events:write" not in call.key.scopes and "admin" not in call.key.scopes:
        return _all_refused(batch, "the key does not hold the scope events:write")
    try:
        return judged(call, batch, visitor, sent)
    except StoreError:
        return _all_refused(batch, "unavailable, send it again later", again=True)


def judged(call: Call, batch: Sequence[object], visitor: str | None, sent: str | None = None) -> EventsReply:
    """What became of each event.

    Raises:
        StoreError: nothing could be made durable.
    """
    server = call.key.kind == "secret"
    outcome = call.services.room.accept(
        batch, visitor, refused=browser_refuses(), server=server, sent=sent,
        prefix="" if server else prefix(request.remote_addr or ""),
    )
    rejected = [EventOutcome(id=name, reason=reason) for name, reason in outcome.rejected]
    return EventsReply(accepted=outcome.accepted, duplicate=outcome.duplicate, rejected=rejected)


def browser_refuses() -> bool:
    """Do Not Track or Global Privacy Control."""
    return "1" in (request.headers.get("DNT"), request.headers.get("Sec-GPC"))


def _all_refused(batch: Sequence[object], reason: str, *, again: bool = False) -> EventsReply:
    refused = [EventOutcome(id=shown_id(one), reason=reason, again=again) for one in batch]
    return EventsReply(accepted=[], duplicate=[], rejected=refused)
