"""What must hold whatever the scores say: nothing twice, nothing read already, no job ads for buyers."""

from __future__ import annotations

import numpy as np

from engine.ranking.situation import Slate

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
        if situation.question is None and visitor.read:
            keep &= np.array([release.documents[n].path not in visitor.read for n in numbers], dtype=bool)
        keep &= _one_variant(slate)
    slate.take(keep)
    return slate


def _one_variant(slate: Slate) -> np.ndarray[tuple[int], np.dtype[np.bool_]]:
    """Of documents that tell the same facts in different frames only the neutral one competes."""
    release = slate.situation.release
    numbers = release.document_of[slate.rows]
    shown = {d.path for d in release.documents if not d.variant_of}
    groups = [release.documents[n].variant_of for n in numbers]
    return np.array([not group or group not in shown for group in groups], dtype=bool)
