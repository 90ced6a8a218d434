"""The next questions: real ones, phrased for the role, that the library answers."""

from __future__ import annotations

from engine.ranking.situation import Slate
from engine.visitors.models import UNKNOWN

_MOST = 3


def next_questions(slate: Slate) -> list[str]:
    """Up to three questions of other topics than the items shown."""
    situation = slate.situation
    roles = situation.release.taxonomy.roles
    role = situation.visitor.role.id
    labels = [roles[role]] if role != UNKNOWN and role in roles else list(roles.values())
    return [q for label in labels for q in label.questions.get(situation.lang, [])[: _MOST if len(labels) == 1 else 1]][:_MOST]
