"""How well a passage fits the question asked, by words and by meaning."""

from __future__ import annotations

import numpy as np

from engine.ranking.features.feature import Feature, zeros
from engine.ranking.situation import Slate, Values
from engine.retrieval.fusion import CHANCE
from engine.visitors.evidence.wording import quoted

_FIELD = 50  # candidates whose spread says how much a difference of scores means for this question
_WEAK = -2.0  # spreads behind the best match, from which a passage is called related rather than fitting
_LONGEST = 80  # characters of the question that are repeated


def match_scores(slate: Slate) -> Values:
    """(candidates,) how well each fits the question: the score of the search; zeros where nothing was asked."""
    if slate.matches is None:
        return zeros(slate)
    score_of = dict(zip(slate.matches.rows.tolist(), slate.matches.score.tolist(), strict=True))
    lowest = slate.matches.score.min(initial=0.0)
    return np.array([score_of.get(row, lowest) for row in slate.rows.tolist()], dtype=np.float32)


def _compute(slate: Slate) -> Values:
    if slate.matches is None or not len(slate.matches.score):  # nothing was asked, or nothing may be shown
        return zeros(slate)
    scores = match_scores(slate)
    spread = float(slate.matches.score[:_FIELD].std()) if len(slate.matches.score) > 2 else 0.0
    return np.asarray((scores - slate.matches.score.max()) / max(spread, 1e-3), dtype=np.float32)


def _reason(slate: Slate, at: int, lang: str) -> str:
    question, matches = slate.situation.question, slate.matches
    if question is None or matches is None:
        return ""
    found = np.flatnonzero(matches.rows == slate.rows[at])
    if not len(found):
        return ""
    place, of = int(found[0]) + 1, int(matches.allowed.sum())
    words = matches.coverage[found[0]] > CHANCE
    related = slate.features["question_match"][at] < _WEAK or _near(slate, at)
    asked = quoted(question.text, _LONGEST)
    if lang == "de":
        told = f"Suche „{asked}“, mit der Sie kamen" if slate.situation.searched else f"Frage „{asked}“"
        by = "nach Wörtern und Sinn" if words else "dem Sinn nach"
        return f"{'verwandt mit' if related else 'passt zu'} Ihrer {told} (Platz {place} von {of} Stellen {by})"
    told = f"search “{asked}” that brought you here" if slate.situation.searched else f"question “{asked}”"
    by = "by words and meaning" if words else "by meaning"
    return f"{'related to' if related else 'fits'} your {told} (number {place} of {of} passages {by})"


def _near(slate: Slate, at: int) -> bool:
    """Whether the candidate is shown as neighbouring material, because nothing answers the question."""
    return any(item.near for item in slate.chosen if item.at == at)


QUESTION_MATCH = Feature("question_match", _compute, _reason)
