"""POST /v1/recommendations and /v1/preview: clues in, decision out."""

from __future__ import annotations

from dataclasses import replace

from engine import clock
from engine.visitors.models import Clue
from engine.web.api.deciding import decide, engine_request
from engine.web.api.endpoint import Call, Endpoints, Operation
from engine.web.api.events import taken
from engine.web.api.personal import personalised
from engine.web.api.replies import decision_reply
from engine.web.api.schemas import recommendations as schema

endpoints = Endpoints("recommendations")


@endpoints.add(Operation(
    "POST", "/v1/recommendations", "recommend", "The passages this visitor should see now.",
    schema.RecommendationRequest, schema.Decision, "recommend:read", statuses=(404,),
))
def recommend(call: Call, given: schema.RecommendationRequest) -> schema.Decision:
    """One round trip: events in, decision out."""
    release = call.services.release()
    request, notes = engine_request(given, release)
    events = taken(call, given.events, given.visitor, given.sent) if given.events else None
    request, missing = personalised(call, request, given.visitor)
    decision = decide(call.services, release, request, "recommend")
    if missing:
        decision = replace(decision, degraded=True)
    reply = decision_reply(decision, release.taxonomy, explain=given.explain, notes=notes, events=events)
    return reply.model_copy(update={"token": _next_token(call, given.visitor or "")}) if request.visitor else reply


def _next_token(call: Call, token: str) -> str | None:
    """The token that replaces the one of a recognised visitor, None while it is not due or cannot be written."""
    return call.services.room.consent.tokens.renewed(token) or None


@endpoints.add(Operation(
    "POST", "/v1/preview", "preview", "What a visitor with these clues would see, explained; nothing is kept.",
    schema.PreviewRequest, schema.Decision, "preview", statuses=(404,),
))
def preview(call: Call, given: schema.PreviewRequest) -> schema.Decision:
    """Logs nothing, learns nothing, tries nothing out."""
    release = call.services.release()
    request, notes = engine_request(given, release)
    moment = given.now or clock.now()
    history = tuple(
        Clue(visit.type, visit.at or moment, visit.document or "", visit.query or "", visit.value)
        for visit in given.history
    )
    if given.events:
        notes.append("A preview takes no events; put them into history.")
    decision = decide(call.services, release, replace(request, history=history, now=moment), "preview")
    return decision_reply(decision, release.taxonomy, explain=True, notes=notes)
