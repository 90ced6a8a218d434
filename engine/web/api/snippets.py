"""GET /v1/snippets.html: the same decision as plain links, for server-side inclusion and pages without script."""

from __future__ import annotations

from flask import Response, render_template

from engine.web.api.deciding import decide, engine_request
from engine.web.api.endpoint import Call, Endpoints, Operation
from engine.web.api.personal import personalised
from engine.web.api.schemas.questions import SnippetsQuery
from engine.web.api.schemas.recommendations import Page, RecommendationRequest

endpoints = Endpoints("snippets")
_HEADINGS = {
    "de": {"region": "Für Sie ausgewählt", "near": "Keine genaue Antwort in unserer Bibliothek. Am nächsten kommt:"},
    "en": {"region": "Selected for you", "near": "No exact answer in our library. Closest material:"},
}


@endpoints.add(Operation(
    "GET", "/v1/snippets.html", "snippets", "The decision as a piece of HTML with plain links.", SnippetsQuery, None,
    "recommend:read", media="text/html", statuses=(404,),
))
def snippets(call: Call, given: SnippetsQuery) -> Response:
    """A <section> with a list; no script, no style, nothing executable."""
    release = call.services.release()
    page = Page(url=given.url, document=given.page) if given.url or given.page else None
    request, _ = engine_request(RecommendationRequest(
        role=given.role, lang=given.lang, slots=given.slots, query=given.query, document=given.document, page=page,
        frame=given.frame,
    ), release)
    request, _ = personalised(call, request, None)
    decision = decide(call.services, release, request, "snippets")
    words = _HEADINGS.get(decision.lang, _HEADINGS["en"])
    return Response(render_template("snippets.html", decision=decision, words=words), mimetype="text/html")
