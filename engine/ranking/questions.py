"""The next questions: real ones that the library answers, phrased for the role, of other topics."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np

from engine.ranking.features.role_fit import role_weights
from engine.ranking.question_bank import Known, topic_of
from engine.ranking.situation import Slate
from engine.retrieval.analysis import words

_MOST, _ENOUGH = 3, 2
_STEM = 5  # letters


def next_questions(slate: Slate, bank: tuple[Known, ...]) -> list[str]:
    """Up to three questions in the visitor's language, each of another topic, none of the page's own topic.

    Questions answered by the page being read or by a document already read are left out. What the document of the
    first item answers is asked only where fewer than two topics are left without it. A small library may be left with fewer.
    """
    usable = _open(slate, [known for known in bank if known.lang == slate.situation.lang])
    document_of = slate.situation.release.document_of
    shown = {int(document_of[slate.rows[item.at]]) for item in slate.chosen[:1]}
    used = _page_topics(slate)
    chosen = _extended([], (known for known in usable if int(document_of[known.row]) not in shown), used, _MOST)
    return [known.text for known in _extended(chosen, usable, used, _ENOUGH)]


def _open(slate: Slate, bank: list[Known]) -> list[Known]:
    """What may be asked now, the likeliest for this role first."""
    situation = slate.situation
    release, roles, weights = situation.release, list(situation.release.taxonomy.roles), role_weights(slate)
    value = dict(zip(roles, weights.tolist(), strict=True))
    even = float(np.mean(weights)) if len(weights) else 0.0
    allowed = release.visible_rows(situation.today)
    seen = {release.number(path) for path in (*situation.visitor.read, situation.page)} - {None}
    now = {situation.question.text.casefold()} if situation.question is not None else set()
    asked = situation.visitor.asked | now
    usable = [known for known in bank if allowed[known.row] and known.text.casefold() not in asked
              and not (seen and int(release.document_of[known.row]) in seen)]
    return sorted(usable, key=lambda known: (_aside(known), -(value.get(known.role, even) + 0.1 * known.confidence)))


def _aside(known: Known) -> bool:
    """Headings that ask nobody in particular were often put to others ("Würden Sie tauschen?"): offered when no more is left."""
    return known.heading and not known.role


def _page_topics(slate: Slate) -> set[str]:
    """What the first item speaks about, and what the page being read speaks about most."""
    release = slate.situation.release
    topics = {topic_of(release, int(slate.rows[item.at])) for item in slate.chosen[:1]}
    rows, facets = release.rows_of(slate.situation.page), list(release.taxonomy.facets)
    if len(rows) and facets:
        topics.add(facets[int(release.labels.facets[rows].mean(axis=0).argmax())])
    return topics - {""}


def _extended(chosen: list[Known], usable: Iterable[Known], used: set[str], most: int) -> list[Known]:
    """Up to `most` questions whose topics are neither used nor each other's.

    A taxonomy without facets has no topics to tell apart; there as elsewhere nothing is asked twice in nearly the same words.
    """
    chosen = list(chosen)
    for known in usable:
        if len(chosen) >= most:
            break
        told = known.facet and known.facet in used | {one.facet for one in chosen}
        if not told and not any(_alike(known.text, one.text) for one in chosen):
            chosen.append(known)
    return chosen


def _alike(one: str, other: str) -> bool:
    """Whether two questions share most of their longer words, in whatever form: "offers compared", "offer comparable"."""
    mine, theirs = _stems(one), _stems(other)
    shared = len(mine & theirs)
    return one.casefold() == other.casefold() or (shared > 1 and 3 * shared >= 2 * min(len(mine), len(theirs)))


def _stems(text: str) -> set[str]:
    return {word[:_STEM] for word in words(text) if len(word) >= _STEM}
