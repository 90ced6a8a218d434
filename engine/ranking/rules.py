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
        kinds = np.array([release.types[n].id == JOB_AD for n in numbers], dtype=bool)
        keep &= kinds if visitor.not_buying == "applicant" and kinds.any() else ~kinds
        groups = stand_ins(release.documents, situation.today)
        keep &= np.array([n not in groups for n in numbers], dtype=bool)
        keep &= ~np.isin(numbers, _told_already(slate, groups))
    slate.take(keep)
    return slate


def _told_already(slate: Slate, groups: dict[int, int]) -> list[int]:
    """Documents that were read, or whose facts were read or are being read in another frame."""
    situation = slate.situation
    documents, read = situation.release.documents, situation.visitor.read if situation.question is None else frozenset()
    told = [n for n, document in enumerate(documents) if document.path in read] if read else []
    page = [n for n in groups if documents[n].path == situation.page]
    return [*told, *(groups[n] for n in [*told, *page] if n in groups)]
