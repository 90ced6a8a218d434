"""The list of sources, in one place."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from engine.visitors.evidence.campaign import campaign
from engine.visitors.evidence.context import Context
from engine.visitors.evidence.events import events
from engine.visitors.evidence.job_title import job_title
from engine.visitors.evidence.pages import pages
from engine.visitors.evidence.question import questions
from engine.visitors.evidence.referrer import referrer
from engine.visitors.models import Evidence

SOURCES: tuple[Callable[[Context], Iterator[Evidence]], ...] = (
    job_title, questions, referrer, pages, events, campaign,
)


def collect(context: Context) -> list[Evidence]:
    """All evidence but the declared role, in an order that does not depend on the order of arrival."""
    found = [evidence for source in SOURCES for evidence in source(context)]
    return sorted(found, key=lambda e: (e.about, e.at or context.clues.now, e.kind, e.wording["en"]))
