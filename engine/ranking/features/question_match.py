"""How well a passage fits the question asked, by words and by meaning."""

from __future__ import annotations

import numpy as np

from engine.ranking.features.feature import Feature, zeros
from engine.ranking.situation import Slate, Values
from engine.retrieval.fusion import CHANCE
from engine.retrieval.search import Matches
from engine.visitors.evidence.wording import quoted

_FIELD = 50  # candidates whose spread says how much a difference of scores means for this question
_LEAST = 1e-3  # of a spread
WEAK = -2.0  # spreads behind the best match, from which a passage is called related rather than fitting
LONGEST = 80  # characters of the question that are repeated


def match_scores(slate: Slate) -> Values:
    """(candidates,) how well each fits the question: the score of the search; zeros where nothing was asked."""
    return zeros(slate) if slate.matches is None else scores_by_row(slate, slate.matches)


def scores_by_row(slate: Slate, matches: Matches) -> Values:
    """(candidates,) the score of each among these matches, the lowest for what is not among them."""
    score_of = dict(zip(matches.rows.tolist(), matches.score.tolist(), strict=True))
    lowest = matches.score.min(initial=0.0)
    return np.array([score_of.get(row, lowest) for row in slate.rows.tolist()], dtype=np.float32)


def spread(matches: Matches) -> float:
    """What a difference of scores means for this question: their standard deviation over the best ones."""
    return max(float(matches.score[:_FIELD].std()), _LEAST)


def _compute(slate: Slate) -> Values:
    if slate.matches is None or not len(slate.matches.score):  # nothing was asked, or nothing may be shown
        return zeros(slate)
    unit = spread(slate.matches) if len(slate.matches.score) > 2 else _LEAST
    return np.asarray((match_scores(slate) - slate.matches.score.max()) / unit, dtype=np.float32)


def _reason(slate: Slate, at: int, lang: str) -> str:
    question, matches = slate.situation.question, slate.matches
    if question is None or matches is None:
        return ""
    found = np.flatnonzero(matches.rows == slate.rows[at])
    if not len(found):
        return ""
    place, of = int(found[0]) + 1, int(matches.allowed.sum())
    words = matches.coverage[found[0]] > CHANCE
    related = slate.features["question_match"][at] < WEAK or _near(slate, at)
    asked, kind = quoted(question.text, LONGEST), _kind(slate, at, lang) if matches.of_kind[found[0]] else ""
    if lang == "de":
        told = f"Suche „{asked}“, mit der Sie kamen" if slate.situation.searched else f"Frage „{asked}“"
        by = ("nach Wörtern und Sinn" if words else "dem Sinn nach") + kind
        return f"{'verwandt mit' if related else 'passt zu'} Ihrer {told} (Platz {place} von {of} Stellen {by})"
    told = f"search “{asked}” that brought you here" if slate.situation.searched else f"question “{asked}”"
    by = ("by words and meaning" if words else "by meaning") + kind
    return f"{'related to' if related else 'fits'} your {told} (number {place} of {of} passages {by})"


def _kind(slate: Slate, at: int, lang: str) -> str:
    """The kind of its document."""
    release = slate.situation.release
    name = release.taxonomy.types[release.types[release.document_of[slate.rows[at]]].id].name(lang)
    return f", und als „{name}“" if lang == "de" else f", and as “{name}”"


def _near(slate: Slate, at: int) -> bool:
    """Whether the candidate is shown as neighbouring material, because nothing answers the question."""
    return any(item.near for item in slate.chosen if item.at == at)


QUESTION_MATCH = Feature("question_match", _compute, _reason)
