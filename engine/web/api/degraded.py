"""A plainer answer for when the model or the ranking fails: curated and recent documents of the release."""

from __future__ import annotations

import uuid
from datetime import date

from engine import clock
from engine.library.models import Document, Passage
from engine.library.visibility import visible
from engine.ranking.decision import Decision, Item
from engine.ranking.request import Request
from engine.ranking.rules import JOB_AD
from engine.ranking.variants import stand_ins
from engine.retrieval.links import snippet_url
from engine.retrieval.release import Release
from engine.retrieval.snippets import opening_sentences
from engine.visitors.models import UNKNOWN, Posterior, VisitorView

_REASON = {"de": "Von der Redaktion empfohlen", "en": "Recommended by the editors"}
_NEWEST = {"de": "Neu in unserer Bibliothek", "en": "New in our library"}
_MOST_CHARACTERS = 300


def plain_decision(release: Release, request: Request) -> Decision:
    """Pinned documents first, then the newest, in the visitor's language; inside the scope its first passages.

    The same facts are shown once, in their neutral frame. A question is not answered: what is shown then is marked as
    neighbouring material.
    """
    lang = request.lang or _page_language(release, request) or _main_language(release)
    chosen = _chosen(release, request, lang)[: request.slots]
    items = [_item(release, document, passage, lang, near=bool(request.query)) for document, passage in chosen]
    taxonomy = release.taxonomy
    role = request.role if request.role in taxonomy.roles else UNKNOWN
    view = VisitorView(
        Posterior(dict(taxonomy.role_prior), role, "declared" if role != UNKNOWN else UNKNOWN),
        Posterior(dict(taxonomy.phase_prior["search"])),
    )
    return Decision(
        id=request.decision or uuid.uuid4().hex, release=release.id, policy="plain@1", group=request.group,
        visitor=view, items=tuple(items), answer="none" if request.query else "not_asked",
        confidence=0.0, questions=(), lang=lang, degraded=True, seed=request.seed, arms=request.arms,
    )


def _chosen(release: Release, request: Request, lang: str) -> list[tuple[Document, Passage]]:
    today, documents = clock.today(), release.documents
    shown = [n for n, d in enumerate(documents) if visible(d, today) and d.passages]
    if request.document:
        return [(documents[n], p) for n in shown if documents[n].path == request.document for p in documents[n].passages]
    groups = stand_ins(documents, today)
    page = release.number(request.page)
    # what the page tells, in whatever frame, language or copy, is known already
    known = release.contents[[n for n in (page, groups.get(page, page)) if n is not None]] if page is not None else ()
    competing = [n for n in shown if n not in groups and release.types[n].id != JOB_AD and release.contents[n] not in known]
    order = sorted((documents[n] for n in competing),
                   key=lambda d: (d.lang != lang, not d.pinned, -_day(d).toordinal(), d.path))
    return [(document, document.passages[0]) for document in order]


def _item(release: Release, document: Document, passage: Passage, lang: str, *, near: bool) -> Item:
    snippet = opening_sentences(passage, _MOST_CHARACTERS)
    reasons = _REASON if document.pinned else _NEWEST
    kind = release.types[release.documents.index(document)].id
    return Item(
        slot="main", document=document.path, passage=passage.section, heading=passage.heading, title=document.title,
        type=kind, lang=passage.lang, snippet=snippet,
        url=snippet_url(document.url, snippet, passage), score=0.0, propensity=1.0,
        reasons=(reasons.get(lang, reasons["en"]),), near=near,
    )


def _day(document: Document) -> date:
    return document.published if isinstance(document.published, date) else date.min


def _page_language(release: Release, request: Request) -> str:
    document = release.document(request.page or request.document)
    return document.lang if document else ""


def _main_language(release: Release) -> str:
    languages: dict[str, int] = release.manifest["languages"]
    return max(languages, key=lambda code: languages[code], default="en")
