"""The calibrated decision: is there an answer, and how likely is each hit to be it."""

from __future__ import annotations

import json
import logging
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from engine.retrieval.analysis import words
from engine.retrieval.answerability import FEATURES, describe, text_of
from engine.retrieval.literal import OF_KIND
from engine.retrieval.release import Release
from engine.retrieval.search import Matches, Question
from engine.retrieval.specifics import missing_terms, names_known_term, specific_terms
from engine.understanding.wordlike import is_wordlike

SHIPPED = Path(__file__).with_name("answers.json")
CRITICAL = 0.5  # probability of a critical facet from which an answer must be surer, and hold what is named literally
_LITERAL_DEPTH = 5
_log = logging.getLogger("lotse.answers")


@dataclass(frozen=True)
class Verdict:
    """`answer` is found or none, `probability` that the library answers at all.

    `confidence` (n,) follows the matches, each 0..1: the probability that this passage is the answer, never
    rising from one match to the next. `literal` (n,) is False where a passage lacks a term that must be there.
    """

    answer: str
    probability: float
    confidence: NDArray[np.float32]
    literal: NDArray[np.bool_]


@dataclass(frozen=True)
class Calibration:
    """What `scripts/calibrate_answers` found; `critical_threshold` is for questions about critical facets."""

    model: str
    weights: NDArray[np.float64]
    bias: float
    threshold: float
    critical_threshold: float
    hits: tuple[float, float, float]

    @classmethod
    def of(cls, table: dict[str, Any]) -> Calibration:
        """From the content of `answers.json`; a feature that it does not name has no weight."""
        weights = np.array([float(table["weights"].get(name, 0.0)) for name in FEATURES])
        a, b, c = (float(value) for value in table["hits"])
        return cls(table["model"], weights, float(table["bias"]), float(table["threshold"]),
                   float(table["critical_threshold"]), (a, b, c))


@cache
def shipped() -> Calibration:
    """The calibration that comes with the engine."""
    return Calibration.of(json.loads(SHIPPED.read_text(encoding="utf-8")))


@cache
def _warn(model: str, calibrated: str) -> None:
    _log.warning("Whether a question has an answer was calibrated with %s, the release has %s: confidences are "
                 "approximate. Calibrate again: scripts/calibrate_answers", calibrated, model)


def decide(release: Release, question: Question, matches: Matches, sentences: str) -> Verdict:
    """Judge the matches of a question.

    Args:
        sentences: what would be shown of the best match.
    """
    count = len(matches.rows)
    if not count or asks_for_nothing(release, question):
        return Verdict("none", 0.0, np.zeros(count, dtype=np.float32), np.zeros(count, dtype=bool))
    fit = shipped()
    if release.model != fit.model:
        _warn(release.model, fit.model)
    z = fit.bias + float(fit.weights @ describe(release, question, matches, sentences))
    probability = 1 / (1 + np.exp(-np.clip(z, -30, 30)))
    critical = is_critical(release, question)
    literal = _literal(release, question, matches) if critical else np.ones(count, dtype=bool)
    if matches.bare:  # who asks for prices is answered with the price list, if there is one, and anything else is only near
        probability, literal = max(probability, float(matches.of_kind[0])), matches.of_kind >= OF_KIND
    enough = probability >= (fit.critical_threshold if critical else fit.threshold)
    found = bool(enough and literal[:_LITERAL_DEPTH].any())
    a, b, c = fit.hits
    below = matches.score.max() - matches.score
    confidence = 1 / (1 + np.exp(-np.clip(a + b * z - c * below, -30, 30)))
    return Verdict("found" if found else "none", float(probability), confidence.astype(np.float32), literal)


def asks_for_nothing(release: Release, question: Question) -> bool:
    """Whether it has no word of two letters ("x?"), or none that the library knows and is not made of words ("asdfgh")."""
    asked = words(question.text)
    if all(len(word) < 2 for word in asked):
        return True
    return not is_wordlike(asked) and not any(len(rows) for _, rows in release.lexical.where(question.text, question.lang))


def is_critical(release: Release, question: Question) -> bool:
    """Whether the question is about compliance, privacy, security or safety (the taxonomy says which), or names a norm,
    a statute or a certificate."""
    if names_known_term(question.text):
        return True
    if question.facets is None:
        return False
    order = list(release.taxonomy.facets)
    columns = [order.index(name) for name in release.taxonomy.critical_facets]
    return bool(len(columns)) and float(question.facets[columns].max()) >= CRITICAL


def _literal(release: Release, question: Question, matches: Matches) -> NDArray[np.bool_]:
    """Which of the first matches hold every specific term of the question (norms, numbers, acronyms, known names).

    Ordinary words are not asked for: of 556 right and 995 wrong answers to critical questions (13 unseen industries) a
    threshold of .85 keeps 78 and lets through 26 of 100, shared words or names of a glossary 69 and 39.
    """
    terms = specific_terms(question.text)
    if not terms:
        return np.ones(len(matches.rows), dtype=bool)
    holds = np.zeros(len(matches.rows), dtype=bool)
    for i, row in enumerate(matches.rows[: 4 * _LITERAL_DEPTH].tolist()):
        holds[i] = not missing_terms(terms, text_of(release, row))
    return holds
