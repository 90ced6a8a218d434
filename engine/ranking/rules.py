"""What must hold whatever the scores say: nothing twice, nothing read already, no job ads for buyers."""

from __future__ import annotations

import numpy as np

from engine.ranking.situation import Slate
from engine.ranking.variants import stand_ins

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
        kinds = release.by_kind({JOB_AD: 1.0}, slate.rows) > 0
        keep &= kinds if visitor.not_buying == "applicant" and kinds.any() else ~kinds
        groups = stand_ins(release.documents, situation.today) if release.has_variants else {}
        if groups:
            keep &= ~np.isin(numbers, list(groups))
        told = list(_told_already(slate, groups))
        keep &= ~np.isin(release.contents[numbers], release.contents[told])
    slate.take(keep)
    return slate


def _told_already(slate: Slate, groups: dict[int, int]) -> set[int]:
    """Documents that were read or are on screen, and those that tell the same facts in another frame.

    Whoever knows one of them knows its language versions and copies too: they share their content's number.
    """
    situation = slate.situation
    read = {situation.page} | (set(situation.visitor.read) if situation.question is None else set())
    known = {n for n in map(situation.release.number, read) if n is not None}
    return known | {groups[n] for n in known if n in groups}
