"""From a validated request to a decision: names checked against the release, failures turned into plainer answers."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from engine import clock
from engine.errors import LotseError, ReleaseError
from engine.ranking.decision import Decision
from engine.ranking.record import plain_record
from engine.ranking.request import Request
from engine.retrieval.release import Release
from engine.taxonomy import Taxonomy
from engine.visitors.framing import first_frame, known_frames
from engine.visitors.models import UNKNOWN
from engine.web.api.degraded import plain_decision
from engine.web.api.pages import PageIndexes
from engine.web.api.schemas.recommendations import Page, PreviewRequest, RecommendationRequest
from engine.web.pressure import Shed
from engine.web.problems import Problem
from engine.web.services import Services

_log = logging.getLogger("lotse.web")
_pages = PageIndexes()


def engine_request(given: RecommendationRequest, release: Release) -> tuple[Request, list[str]]:
    """The request in the engine's terms, and notes on what was ignored.

    Raises:
        Problem: 422 for an unknown role, 404 for an unknown scope. A document that may not be shown is unknown.
    """
    page, notes = page_document(given.page, release)
    frame = plain(given.frame)
    if frame and frame not in known_frames(release, clock.today()):
        frame, notes = "", [*notes, "frame is that of no variant in this release and was ignored."]
    preview = given if isinstance(given, PreviewRequest) else None
    return Request(
        role=known_role(given.role, release.taxonomy), lang=language(given.lang), slots=given.slots, page=page,
        page_url=(given.page and given.page.url) or "", page_title=(given.page and given.page.title) or "",
        referrer=given.referrer or "", campaign=given.campaign or "", query=plain(given.query),
        document=known_scope(given.document, release), industry=plain(given.industry), job_title=plain(given.job_title),
        journey=(preview.journey if preview else None) or "", now=preview.now if preview else None,
        frame=frame or clicked_frame(given.events, release), explore=preview is None,
    ), notes


def decide(services: Services, release: Release, request: Request, route: str) -> Decision:
    """The engine's decision, or a plainer one when something in it fails, from the release that the caller took.

    What may be shown is judged by today's date, also when a preview is made for another moment.

    Raises:
        ReleaseError: there is nothing to answer from.
    """
    request = replace(request, journey=request.journey or services.settings.journey)
    try:
        return services.engine().recommend(request, release=release, today=clock.today())
    except ReleaseError:
        raise
    except Shed as error:
        _log.debug("degraded answer: %s", error)
    except LotseError as error:
        _log.warning("degraded answer: %s", error)
    except Exception:
        _log.exception("degraded answer: unexpected error")
    services.metrics.degraded.labels(route).inc()
    decision = plain_decision(release, request)
    if request.decision:
        services.room.record(plain_record(request, decision, request.now or clock.now()), request.visitor)
    return decision


def clicked_frame(events: Sequence[dict[str, Any]], release: Release) -> str:
    """The frame of the last framed document clicked among events sent along: all there is without consent."""
    clicked = [str(event.get("document") or "") for event in events if event.get("type") == "click"]
    today = clock.today()
    return first_frame((path for path in reversed(clicked) if release.shown(path, today)), release)


def page_document(page: Page | None, release: Release) -> tuple[str, list[str]]:
    """Path of the document the visitor is on, "" if unknown, and notes for developers."""
    if page is None:
        return "", []
    notes = []
    if page.document:
        if release.shown(page.document, clock.today()):
            return page.document, []
        notes.append("page.document is not in this release and was ignored.")
    if page.url:
        found = _pages.of(release, clock.today()).document(page.url)
        if found:
            return found, notes
        notes.append("page.url is the address of no document and was ignored.")
    return "", notes


def known_role(role: str | None, taxonomy: Taxonomy) -> str:
    """The declared role; "unknown" clears one that was declared before, "" says nothing.

    Raises:
        Problem: 422 that lists the roles.
    """
    if not role or role == UNKNOWN or role in taxonomy.roles:
        return role or ""
    known = ", ".join(taxonomy.roles)
    raise Problem(422, "unknown-role", f"There is no role {role!r}.", where="role", fix=f"Choose from: {known}.",
                  errors=[{"pointer": "/role", "detail": f"must be one of: {known}"}])


def known_scope(document: str | None, release: Release) -> str:
    """The document to choose inside; "" for all.

    Raises:
        Problem: 404, also for one that may not be shown: whether it exists is nobody's business.
    """
    if not document or release.shown(document, clock.today()):
        return document or ""
    raise Problem(404, "unknown-document", f"There is no document {document[:200]!r} in the release.", where="document",
                  fix="Give a path inside the library folder, such as preise/preise-2026.md, or leave `document` out.",
                  errors=[{"pointer": "/document", "detail": "no such document"}])


def language(code: str | None) -> str:
    """Only the language of a code such as de-AT."""
    return (code or "").replace("_", "-").partition("-")[0].lower()


def plain(text: str | None) -> str:
    """Typed text on one line."""
    return " ".join((text or "").split())
