"""Requests that relations are tested with, and what of an answer must stay the same."""

from __future__ import annotations

from datetime import UTC, datetime

from engine.ranking.decision import Decision
from engine.ranking.request import Request
from engine.retrieval.release import Release
from engine.service import Engine
from tests.quality.sites import Site

NOW = datetime(2026, 11, 21, 12, tzinfo=UTC)
ROLES = ("management", "finance", "operations", "technical", "it", "procurement", "user", "assurance")
BROWSING = tuple(Request(now=NOW, lang=lang, role=role) for lang in ("de", "en") for role in ROLES)


def asking(site: Site) -> tuple[Request, ...]:
    """The site's questions in both languages."""
    return tuple(Request(now=NOW, lang=lang, query=text) for pair in site.asked for lang, text in zip(("de", "en"), pair, strict=True))


def ask(engine: Engine, release: Release | None = None, **clues: object) -> Decision:
    """The answer to a request, in German where nothing else is said."""
    return engine.recommend(Request(**{"now": NOW, "lang": "de", **clues}), release=release)  # type: ignore[arg-type]


def shown(decision: Decision) -> list[str]:
    """Addresses of what is shown."""
    return [item.passage for item in decision.items]


def everything(decision: Decision) -> tuple[object, ...]:
    """What was believed and shown, with the scores; where a sum is made in another order its last digit may differ."""
    view = decision.visitor
    beliefs = [{name: round(p, 9) for name, p in told.probabilities.items()} for told in (view.role, view.phase)]
    return beliefs, view.role.id, view.phase.id, view.frame, [(i.passage, i.snippet, i.score) for i in decision.items]
