"""POST /v1/events: batches of events, each judged by itself, answered only when durable."""

from __future__ import annotations

from typing import Any

from flask import request
from pydantic import ValidationError

from engine.errors import StoreError
from engine.events.sink import Outcome
from engine.web.api.endpoint import Call, Endpoints, Operation
from engine.web.api.schemas.events import Event, EventsRequest
from engine.web.api.schemas.recommendations import EventOutcome, EventsReply
from engine.web.problems import Problem, unavailable

endpoints = Endpoints("events")
_MOST_EVENT_DETAIL = 200


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
    if call.services.sink is None:
        raise unavailable("Events are not taken at the moment.", "Keep them and send them again later.", seconds=30)
    try:
        return judged(call, given.events, given.visitor)
    except StoreError as error:
        raise unavailable("The events could not be stored.", "Keep them and send them again later.") from error


def taken(call: Call, batch: list[dict[str, Any]], visitor: str | None) -> EventsReply:
    """Events that travel with a recommendation: when they cannot be stored, the answer comes all the same."""
    if "events:write" not in call.key.scopes and "admin" not in call.key.scopes:
        return _all_refused(batch, "the key does not hold the scope events:write")
    try:
        if call.services.sink is not None:
            return judged(call, batch, visitor)
    except StoreError:
        pass
    return _all_refused(batch, "unavailable, send it again later")


def judged(call: Call, batch: list[dict[str, Any]], visitor: str | None) -> EventsReply:
    """Well-formed events go to the sink, the others are rejected with their reason.

    Raises:
        StoreError: nothing could be made durable.
    """
    good: list[dict[str, Any]] = []
    rejected: list[EventOutcome] = []
    for one in batch:
        try:
            good.append(Event.model_validate(one).model_dump(exclude_none=True))
        except ValidationError as error:
            rejected.append(EventOutcome(id=_name(one), reason=_reason(error)))
    sink = call.services.sink
    outcomes = sink.accept(good, consented=consented(call, visitor), visitor=visitor) if sink and good else []
    return _reply(outcomes, rejected)


def consented(call: Call, visitor: str | None) -> bool:
    """Whether a valid consent record stands behind the visitor; a browser's refusal always wins."""
    if call.services.settings.honour_dnt and "1" in (request.headers.get("DNT"), request.headers.get("Sec-GPC")):
        return False
    return bool(visitor) and call.services.consents(visitor or "")


def _reply(outcomes: list[Outcome], rejected: list[EventOutcome]) -> EventsReply:
    refused = [EventOutcome(id=o.id, reason=o.reason) for o in outcomes if o.status == "rejected"]
    return EventsReply(
        accepted=[o.id for o in outcomes if o.status == "accepted"],
        duplicate=[o.id for o in outcomes if o.status == "duplicate"], rejected=[*rejected, *refused],
    )


def _all_refused(batch: list[dict[str, Any]], reason: str) -> EventsReply:
    return EventsReply(accepted=[], duplicate=[], rejected=[EventOutcome(id=_name(o), reason=reason) for o in batch])


def _name(event: dict[str, Any]) -> str:
    given = event.get("id")
    return given[:64] if isinstance(given, str) else ""


def _reason(error: ValidationError) -> str:
    first = error.errors(include_url=False, include_input=False)[0]
    return f"{'.'.join(str(part) for part in first['loc'])}: {first['msg']}"[:_MOST_EVENT_DETAIL]
