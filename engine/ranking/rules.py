"""What must hold whatever the scores say: nothing twice, nothing read already, no job ads for buyers."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

import numpy as np
from numpy.typing import NDArray

from engine.ranking.situation import Slate
from engine.ranking.variants import stand_ins
from engine.retrieval.release import Release
from engine.visitors.not_buying import typed_as

JOB_AD = "job_ad"


def apply_rules(slate: Slate) -> Slate:
    """Remove candidates that may not be shown to this visitor.

    A document that was read comes back only as the answer to a question, or when it is the scope.
    """
    situation = slate.situation
    release, visitor = situation.release, situation.visitor
    numbers = release.document_of[slate.rows]
    keep = np.ones(len(slate.rows), dtype=bool)
    if not situation.scope:
        ads = _job_ads(release, slate.rows)
        keep &= ads if visitor.not_buying == "applicant" and ads.any() else ~ads
        groups = stand_ins(release.documents, situation.today) if release.has_variants else {}
        if groups:
            keep &= ~np.isin(numbers, list(groups))
        read = situation.visitor.read if situation.question is None else frozenset[str]()
        keep &= ~np.isin(release.contents[numbers], list(contents_of(slate, {situation.page, *read}, groups)))
    slate.take(keep)
    return slate


def for_buyers(release: Release, allowed: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """(passages,) of those allowed the ones that answer a buyer: a job ad speaks of skills and shifts too, but to applicants.

    All of them where nothing else is there.
    """
    others = allowed & ~_job_ads(release, np.arange(len(allowed)))
    return others if others.any() else allowed


def may_answer(release: Release, question: str, document: str, today: date) -> NDArray[np.bool_]:
    """(passages,) what may answer a question; `document`: where it is looked for, "" = everywhere.

    Of documents that tell the same in several frames one answers.
    """
    allowed = release.visible_rows(today)
    if document:
        return allowed
    groups = stand_ins(release.documents, today) if release.has_variants else {}
    if groups:
        allowed = allowed & ~np.isin(release.document_of, list(groups))
    return allowed if typed_as(question) == "applicant" else for_buyers(release, allowed)


def _job_ads(release: Release, rows: NDArray[np.int64]) -> NDArray[np.bool_]:
    return release.by_kind({JOB_AD: 1.0}, rows) > 0


def contents_of(slate: Slate, paths: Iterable[str], groups: dict[int, int] | None = None) -> set[int]:
    """What documents tell, as numbers of contents: theirs, and that of the document whose facts they tell in another frame.

    Whoever knows one of them knows its language versions and copies too: they share their content's number.
    """
    release = slate.situation.release
    if groups is None:
        groups = stand_ins(release.documents, slate.situation.today) if release.has_variants else {}
    known = {n for n in map(release.number, paths) if n is not None}
    return {int(release.contents[n]) for n in known | {groups[n] for n in known if n in groups}}
