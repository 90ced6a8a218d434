"""How well a passage fits the question asked, by words and by meaning."""

from __future__ import annotations

import numpy as np

from engine.ranking.features.feature import Feature, zeros
from engine.ranking.situation import Slate, Values

_FIELD = 50  # candidates whose spread says how much a difference of scores means for this question


def _compute(slate: Slate) -> Values:
    if slate.matches is None:
        return zeros(slate)
    score_of = dict(zip(slate.matches.rows.tolist(), slate.matches.score.tolist(), strict=True))
    scores = np.array([score_of.get(row, slate.matches.score.min()) for row in slate.rows.tolist()], dtype=np.float32)
    spread = float(slate.matches.score[:_FIELD].std()) if len(slate.matches.score) > 2 else 0.0
    return np.asarray((scores - slate.matches.score.max()) / max(spread, 1e-3), dtype=np.float32)


def _reason(slate: Slate, at: int, lang: str) -> str:
    question = slate.situation.question
    if question is None or slate.matches is None:
        return ""
    position = np.flatnonzero(slate.matches.rows == slate.rows[at])
    words = bool(len(position)) and slate.matches.coverage[position[0]] > 0.15
    if lang == "de":
        return f"passt zu Ihrer Frage „{question.text[:80]}“" + (" (Wörter und Sinn)" if words else " (dem Sinn nach)")
    return f"fits your question “{question.text[:80]}”" + (" (words and meaning)" if words else " (by meaning)")


QUESTION_MATCH = Feature("question_match", _compute, _reason)
