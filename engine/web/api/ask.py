"""GET /v1/ask: a question, answered with sentences of the library or with an honest none."""

from __future__ import annotations

import logging
from dataclasses import replace

from engine import clock
from engine.errors import LotseError, ReleaseError
from engine.ranking.answer_record import answer_record
from engine.ranking.request import Request
from engine.ranking.rules import may_answer
from engine.retrieval.answers import Answer, Hit
from engine.retrieval.release import Release
from engine.retrieval.wordwise import answer_by_words
from engine.visitors.admitted import admitted_question
from engine.web.api.deciding import known_role, known_scope, language, plain
from engine.web.api.endpoint import Call, Endpoints, Operation
from engine.web.api.personal import known
from engine.web.api.replies import type_label
from engine.web.api.schemas.questions import Answer as AnswerReply
from engine.web.api.schemas.questions import AnswerItem, AskQuery
from engine.web.api.visitors import header_token
from engine.web.pressure import Shed
from engine.web.problems import Problem

endpoints = Endpoints("ask")
_log = logging.getLogger("lotse.web")


@endpoints.add(Operation(
    "GET", "/v1/ask", "ask", "Answers to a question, extracted from the library.", AskQuery, AnswerReply,
    "recommend:read", statuses=(404,),
))
def ask(call: Call, given: AskQuery) -> AnswerReply:
    """Best answer first; `none` with the closest material where the library has no answer."""
    release = call.services.release()
    question = plain(given.q)
    if not question:
        raise Problem(422, "invalid-input", "The question is empty.", where="q", fix="Put a question into q.",
                      errors=[{"pointer": "q", "detail": "is empty"}])
    role = known_role(given.role, release.taxonomy)
    scope = known_scope(given.document, release)
    request, degraded = _logged_as(call, Request(query=admitted_question(question), lang=language(given.lang), role=role,
                                                 document=scope, slots=given.limit))
    found = None
    try:
        found = call.services.engine().ask(question, lang=request.lang, role=role, document=scope, limit=given.limit,
                                           release=release)
    except ReleaseError:
        raise
    except Shed as error:
        _log.debug("degraded answer: %s", error)
    except LotseError as error:
        _log.warning("degraded answer: %s", error)
    except Exception:
        _log.exception("degraded answer: unexpected error")
    if found is None:
        allowed = may_answer(release, request.query, scope, clock.today())
        degraded, found = True, answer_by_words(release, request.query, request.lang, scope, given.limit, allowed)
        call.services.metrics.degraded.labels("ask").inc()
    call.services.room.record(answer_record(request, found, release, request.now or clock.now()), request.visitor)
    return AnswerReply(
        decision=request.decision, release=release.id, answer=found.answer, confidence=found.confidence, lang=found.lang,
        items=[_item(release, hit, found, request.lang or found.lang) for hit in found.items],
        contact=call.services.settings.contact, degraded=degraded,
    )


def _logged_as(call: Call, request: Request) -> tuple[Request, bool]:
    """The request under the id by which events quote its answers, and whether the store was missing; who asks is in it only
    with consent."""
    visitor, profile, missing = known(call, header_token())
    name, unit = (visitor.id, visitor.unit) if visitor else ("", "")
    return replace(request, decision=call.services.room.decisions.new_id(), now=clock.now(), visitor=name,
                   history=profile.history, group=call.services.assign(unit).group), missing


def _item(release: Release, hit: Hit, found: Answer, lang: str) -> AnswerItem:
    kind = release.type_of(hit.document)
    return AnswerItem(
        document=hit.document, passage=hit.passage, heading=hit.heading, title=hit.title,
        type=kind, type_label=type_label(release.taxonomy, kind, lang), lang=hit.lang,
        snippet=hit.snippet, url=hit.url, confidence=hit.confidence, near=hit.near, other_language=hit.lang != found.lang,
    )
