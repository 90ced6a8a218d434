"""GET /v1/documents and GET /v1/releases: the library as the operator sees it, hidden documents included."""

from __future__ import annotations

from datetime import date

from flask import Response

from engine import clock
from engine.errors import LotseError
from engine.library.models import Document
from engine.library.visibility import why_hidden
from engine.retrieval.listing import Listed, listing
from engine.understanding.labels import TypeLabel
from engine.web.api.endpoint import Call, Endpoints, Operation
from engine.web.api.schemas.library import (
    Counts,
    DocumentList,
    DocumentsQuery,
    LibraryDocument,
    ReleaseLine,
    ReleaseList,
    ReleasesQuery,
)
from engine.web.api.sheets import sheet_of
from engine.web.services import Services

endpoints = Endpoints("library")
_PAGE = 1000  # documents of a JSON answer, where the caller names no limit


@endpoints.add(Operation(
    "GET", "/v1/documents", "documents", "All documents of the served release, also those that visitors may not see.",
    DocumentsQuery, DocumentList, "library:read", also=("text/csv",), statuses=(503,),
))
def documents(call: Call, given: DocumentsQuery) -> DocumentList | Response:
    """By path, which also is the cursor: a release published between two pages loses or repeats nothing that stayed."""
    release, today = call.services.release(), clock.today()
    fitting = sorted(
        (pair for pair in zip(release.documents, release.types, strict=True)
         if given.visible is None or given.visible is not bool(why_hidden(pair[0], today))),
        key=lambda pair: pair[0].path,
    )
    rest = [pair for pair in fitting if given.after is None or pair[0].path > given.after]
    most = given.limit or (len(rest) if given.format == "csv" else _PAGE)
    shown = [_document(document, label, today) for document, label in rest[:most]]
    if given.format == "csv":
        return sheet_of("documents", LibraryDocument, shown)
    return DocumentList(release=release.id, total=len(fitting), documents=shown,
                        next=shown[-1].path if len(rest) > most else None)


@endpoints.add(Operation(
    "GET", "/v1/releases", "releases", "The releases that are kept, in the order they were first published.",
    ReleasesQuery, ReleaseList, "library:read", also=("text/csv",), statuses=(503,),
))
def releases(call: Call, given: ReleasesQuery) -> ReleaseList | Response:
    """An empty list before the first release."""
    served = _served(call.services)
    lines = [_release(one, served) for one in listing(call.services.parts.shelf)]
    return sheet_of("releases", ReleaseLine, lines) if given.format == "csv" else ReleaseList(releases=lines)


def _document(document: Document, label: TypeLabel, today: date) -> LibraryDocument:
    hidden = why_hidden(document, today)
    return LibraryDocument(
        path=document.path, id=document.id, title=document.title, type=label.id,
        type_probability=round(label.probability, 4), type_given=label.given, lang=document.lang,
        audience=document.audience, published=document.published, valid_until=document.valid_until,
        visible=not hidden, hidden=hidden or None, passages=len(document.passages), url=document.url,
        roles=list(document.roles), phases=list(document.phases), facets=list(document.facets),
        industry=list(document.industry), gated=document.gated, pinned=document.pinned, weight=document.weight,
        variant_of=document.variant_of, frame=document.frame,
    )


def _release(one: Listed, served: str) -> ReleaseLine:
    return ReleaseLine(
        id=one.id, current=one.current, served=one.id == served, state=one.problem or "ok", built=one.built,
        size=one.size, counts=Counts(**one.counts) if one.counts else None, languages=one.languages or None,
        model=one.model or None, dimension=one.dimension,
    )


def _served(services: Services) -> str:
    """Id of the release answered from, "" while there is none."""
    try:
        return services.release().id
    except LotseError:
        return ""
