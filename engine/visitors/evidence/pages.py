"""Pages read: the roles and phases their passages serve, and the kind of document."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from engine.library.models import Document
from engine.visitors.evidence.context import Context, Ratios
from engine.visitors.evidence.words_in import signal_ratios
from engine.visitors.models import Evidence
from engine.visitors.ratios import against, powered, product, spread, squeezed

SIGNAL_OF_TYPE = {
    "price_information": "page_pricing", "case_study": "page_references", "user_review": "page_references",
    "blog_article": "page_blog", "trade_article": "page_blog", "manual_support": "page_docs",
    "roi_tco_calculator": "calculator_used",
}
_READ = frozenset({"view", "click", "dwell", "download"})
_ROLE_FLOOR, _ROLE_POWER, _ROLE_MOST = 0.08, 0.8, 2.5
_PHASE_FLOOR, _PHASE_POWER, _TYPE_POWER, _PHASE_MOST = 0.10, 0.7, 1.5, 5.0


def pages(context: Context) -> Iterator[Evidence]:
    """Each document once a day, and the one being read now."""
    clues = context.clues
    seen: set[tuple[str, object]] = set()
    read = [(clue.document, clue.at) for clue in clues.history if clue.type in _READ and clue.document]
    for path, at in sorted([*read, *([(clues.page, clues.now)] if clues.page else [])], key=lambda x: (x[1], x[0])):
        document = context.release.document(path)
        if document is None or at > clues.now or (path, at.date()) in seen:
            continue
        seen.add((path, at.date()))
        yield from _of_document(context, document, at)


def _of_document(context: Context, document: Document, at: datetime) -> Iterator[Evidence]:
    title = document.title or document.path
    wording = {"de": f"Sie haben „{title}“ gelesen", "en": f"You have read “{title}”"}
    if at == context.clues.now:
        wording = {"de": f"Sie lesen „{title}“", "en": f"You are reading “{title}”"}
    for about, ratios in (("role", role_ratios(context, document)), ("phase", phase_ratios(context, document))):
        if spread(ratios) > 0:
            yield Evidence("page", ratios, wording, spread(ratios), about, at)


def role_ratios(context: Context, document: Document) -> Ratios:
    """How much more than the rest of the library its passages serve each role; weak: documents have many readers."""
    rows = context.release.rows_of(document.path)
    if not len(rows):
        return dict.fromkeys(context.taxonomy.roles, 1.0)
    shares = context.release.labels.roles[rows].mean(axis=0)
    named = dict(zip(context.taxonomy.roles, map(float, shares), strict=True))
    return squeezed(powered(against(named, context.usual_roles(), _ROLE_FLOOR), _ROLE_POWER), _ROLE_MOST)


def phase_ratios(context: Context, document: Document) -> Ratios:
    """From the kind of document, and from what its passages help with.

    For prices the kind alone speaks, so that reading them can never speak against selecting.
    """
    release, taxonomy = context.release, context.taxonomy
    rows = release.rows_of(document.path)
    if not len(rows):
        return dict.fromkeys(taxonomy.phases, 1.0)
    kind = release.types[int(release.document_of[rows[0]])]
    by_kind = powered(_of_type(context, kind.id), kind.probability)
    if SIGNAL_OF_TYPE.get(kind.id) == "page_pricing":
        return by_kind
    shares = release.labels.phases[rows].mean(axis=0)
    named = dict(zip(taxonomy.phases, map(float, shares), strict=True))
    by_text = powered(against(named, context.usual_phases(), _PHASE_FLOOR), _PHASE_POWER)
    return squeezed(product([by_kind, by_text], taxonomy.phases), _PHASE_MOST)


def _of_type(context: Context, kind: str) -> Ratios:
    taxonomy = context.taxonomy
    signal = SIGNAL_OF_TYPE.get(kind, "")
    if signal in taxonomy.signals:
        return signal_ratios(signal, taxonomy)
    suits = taxonomy.type_phase.get(kind, {})
    if not suits or not any(suits.values()):
        return dict.fromkeys(taxonomy.phases, 1.0)
    usual = {phase: sum(row.get(phase, 0.0) for row in taxonomy.type_phase.values()) / len(taxonomy.type_phase)
             for phase in taxonomy.phases}
    return powered(against(suits, usual, 0.5), _TYPE_POWER)
