"""GET /v1/snippets.html: the same decision as plain links, for server-side inclusion and pages without script."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import urlencode

from flask import Response, render_template
from flask import request as http

from engine.ranking.common_ground import BROCHURE
from engine.ranking.decision import Decision
from engine.taxonomy import Taxonomy
from engine.web.api.deciding import decide, engine_request
from engine.web.api.endpoint import Call, Endpoints, Operation
from engine.web.api.personal import personalised
from engine.web.api.replies import role_choices
from engine.web.api.schemas.questions import SnippetsQuery
from engine.web.api.schemas.recommendations import Page, RecommendationRequest

endpoints = Endpoints("snippets")
_SAID_BY_THE_VISITOR = frozenset({"query", "frame"})
_WORDS = {
    "de": {"region": "Für Sie ausgewählt", "near": "Keine genaue Antwort in unserer Bibliothek. Am nächsten kommt:",
           "why": "Warum das?", "roles": "Worum geht es Ihnen?", "clear": "Zurücksetzen",
           "proof": "Belege", "common": "Für alle im Team", "pass_on": "Zum Weitergeben im Team"},
    "en": {"region": "Selected for you", "near": "No exact answer in our library. Closest material:",
           "why": "Why this?", "roles": "What matters to you?", "clear": "Clear",
           "proof": "Evidence", "common": "For everyone in the team", "pass_on": "To pass on in the team"},
}


@dataclass(frozen=True)
class RoleLink:
    """A role to choose by following `href`, an address relative to the page; `current` marks the one in force."""

    label: str
    href: str
    current: bool


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
    words = _WORDS.get(decision.lang, _WORDS["en"])
    choices = _role_links(decision, release.taxonomy, words["clear"])
    page_part = render_template("snippets.html", decision=decision, words=words, choices=choices, brochure=BROCHURE)
    return Response(page_part, mimetype="text/html")


def _role_links(decision: Decision, taxonomy: Taxonomy, clear: str) -> list[RoleLink]:
    """One link a role that keeps what else the visitor said; and one that takes the choice back.

    An address that carries the key stands for itself (a frame, say): its links need the key and all the rest, for a
    link can send no header. Where the key came in a header a server includes this part: its own page is what the links
    lead to, and what it asked for besides the visitor's words it asks for again.
    """
    whole = "key" in http.args
    kept = {name: value for name, value in http.args.items()
            if value and name != "role" and (whole or name in _SAID_BY_THE_VISITOR)}
    links = [
        RoleLink(choice.label, "?" + urlencode({"role": choice.id, **kept}), choice.id == decision.visitor.role.id)
        for choice in role_choices(taxonomy, decision.lang)
    ]
    if http.args.get("role"):
        links.append(RoleLink(clear, "?" + urlencode(kept), current=False))
    return links
