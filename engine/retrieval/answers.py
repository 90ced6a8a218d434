"""Whether the library answers a question, with which sentences, and how sure that is."""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from engine.retrieval.release import Release
from engine.retrieval.search import Matches, Question

_WEIGHTS = Path(__file__).with_name("answers.json")


@dataclass(frozen=True)
class Verdict:
    """`answer` is found or none; `confidence` (n,) follows the matches, each 0..1."""

    answer: str
    confidence: NDArray[np.float32]


@cache
def _calibration() -> dict[str, float]:
    table: dict[str, float] = json.loads(_WEIGHTS.read_text(encoding="utf-8"))
    return table


def verdict(release: Release, question: Question, matches: Matches) -> Verdict:
    """Found when the best match is likelier than not to answer, by a logistic fit on development data."""
    if not len(matches.rows):
        return Verdict("none", np.zeros(0, dtype=np.float32))
    fit = _calibration()
    spread = max(float(matches.score[:50].std()), 1e-3)
    field = float(np.median(matches.score[:50]))
    z = (
        fit["bias"]
        + fit["sentence"] * matches.best_sentence
        + fit["height"] * (matches.score - field) / spread
        + fit["coverage"] * matches.coverage
    )
    confidence = (1 / (1 + np.exp(-z))).astype(np.float32)
    return Verdict("found" if confidence[0] >= fit["threshold"] else "none", confidence)
