"""How well a passage carries on what the visitor asked on the way to this page, where the library answers it."""

from __future__ import annotations

import numpy as np

from engine.ranking.features.feature import Feature, closer_than, zeros
from engine.ranking.features.question_match import LONGEST, WEAK, scores_by_row, spread
from engine.ranking.situation import Slate, Values
from engine.retrieval.answers import verdict
from engine.retrieval.search import score_rows
from engine.visitors.evidence.wording import quoted


def _compute(slate: Slate) -> Values:
    situation, question = slate.situation, slate.situation.open_question
    if question is None or situation.scope or situation.neutral or len(slate.rows) < 2:
        return zeros(slate)
    found = score_rows(situation.release, question, slate.rows)
    if verdict(situation.release, question, found).answer == "none":  # what only comes near is no answer here either
        return zeros(slate)
    return np.asarray((scores_by_row(slate, found) - found.score[0]) / spread(found), dtype=np.float32)


def _reason(slate: Slate, at: int, lang: str) -> str:
    question, values = slate.situation.open_question, slate.features["open_question"]
    if question is None or not values.any() or values[at] < WEAK:
        return ""
    asked, closer = quoted(question.text, LONGEST), closer_than(values, at, lang)
    if lang == "de":
        return f"schließt an Ihre Frage „{asked}“ an (näher daran als {closer})"
    return f"follows on from your question “{asked}” (closer to it than {closer})"


OPEN_QUESTION = Feature("open_question", _compute, _reason)
