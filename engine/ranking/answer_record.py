"""An answer to a question as plain data for the log: replayed, credited and erased like every other decision."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import numpy as np

from engine.learning.arms import MOST_CANDIDATES
from engine.ranking.record import request_as_data
from engine.ranking.request import Request
from engine.retrieval.answers import Answer, Hit
from engine.retrieval.fusion import fused
from engine.retrieval.release import Release
from engine.retrieval.search import Matches
from engine.visitors.models import UNKNOWN, Clues
from engine.visitors.not_buying import not_buying
from engine.visitors.visits import current_visit

ANSWER = "answer"
"""Kind of these records, and the slot of every answer: there is no page, so there are no places on one."""
POLICY = "answers"
"""How the names of both policies begin; reports tell by it what was no answer to a page."""
BY_MEANING, BY_WORDS = f"{POLICY}@1", f"{POLICY}-by-words@1"


def answer_record(request: Request, found: Answer, release: Release, moment: datetime) -> dict[str, Any]:
    """The record.

    Nothing is drawn: the same question to the same release gives the same answers, so every propensity is 1 and there is no
    `draw`. No belief about the asker went into it, so the posteriors are empty; the role is the declared one.

    Args:
        request: question, language, role, scope and `slots` as most answers; `visitor` and `history` only with consent.
        found: without `matches` it was answered by words alone, because the model was away.
    """
    declared = request.role in release.taxonomy.roles
    return {
        "id": request.decision, "at": int(moment.timestamp() * 1000), "release": release.id,
        "policy": BY_MEANING if found.matches else BY_WORDS, "group": request.group, "seed": request.seed,
        "lang": found.lang, "answer": found.answer, "confidence": found.confidence, "degraded": found.matches is None,
        "role": {"id": request.role if declared else UNKNOWN, "source": "declared" if declared else UNKNOWN, "posterior": {}},
        "phase": {"id": UNKNOWN, "source": UNKNOWN, "posterior": {}},
        "items": [_item(hit, release.type_of(hit.document)) for hit in found.items],
        "considered": len(found.matches.rows) if found.matches else len(found.items),
        "kind": ANSWER, "not_buying": _not_buying(request, release, moment), "draw": {},
        "candidates": _candidates(found.matches, {hit.candidate for hit in found.items}, release) if found.matches else {},
        "request": request_as_data(request, moment),
    }


def is_answer(record: dict[str, Any]) -> bool:
    """Whether a logged decision answered a question to the library instead of filling a page."""
    return record.get("kind") == ANSWER


def reread(record: dict[str, Any], release: Release) -> list[str]:
    """What does not add up in a record without its question: logged features that are not the logged score, and answers
    that are not the candidates they name."""
    columns = record.get("candidates") or {"passage": [], "score": [], "features": {}}
    scores = dict(zip(columns["passage"], columns["score"], strict=True))
    wrong = [f"{item['passage']}: {item['score']} was logged, the candidate has {scores.get(item['passage'])}"
             for item in record["items"] if columns["passage"] and scores.get(item["passage"]) != item["score"]]
    features = columns["features"]
    for at, (passage, score) in enumerate(scores.items()):
        one = {name: values[at] for name, values in features.items()}
        again = float(fused(one["passage"], one["sentence"], one["bias"], one["coverage"],
                            one_language=release.one_language)) + one["recalled"]
        if abs(again - score) > _ROUNDING:
            wrong.append(f"{passage}: {score} was logged, its features give {again:.4f}")
    return wrong


_ROUNDING = 4e-4  # five features and the score, each rounded to four digits and weighed by at most 1


def _item(hit: Hit, kind: str) -> dict[str, Any]:
    return {"slot": ANSWER, "document": hit.document, "section": hit.passage, "type": kind, "passage": hit.candidate,
            "score": hit.features.get("score", hit.features.get("coverage", 0.0)), "propensity": 1.0,
            "confidence": hit.confidence, "near": hit.near}


def _candidates(matches: Matches, shown: set[str], release: Release) -> dict[str, Any]:
    """The best 50 and all that were shown, as columns; `recalled` is what answers to similar questions elsewhere added."""
    kept = [i for i, row in enumerate(matches.rows) if i < MOST_CANDIDATES or release.passages[int(row)].id in shown]
    best = matches.picked(np.array(kept, dtype=np.int64))
    added = best.score - fused(best.passage, best.best_sentence, best.bias, best.coverage, one_language=release.one_language)
    features = {"passage": best.passage, "sentence": best.best_sentence, "bias": best.bias, "coverage": best.coverage,
                "recalled": added}
    return {"passage": [release.passages[int(row)].id for row in best.rows],
            "score": [round(float(x), 4) for x in best.score],
            "features": {name: [round(float(x), 4) for x in values] for name, values in features.items()}}


def _not_buying(request: Request, release: Release, moment: datetime) -> str:
    clues = Clues(now=moment, query=request.query, history=request.history)
    typed = [request.query, *(clue.query for clue in current_visit(clues))]
    return not_buying(clues, release, [text for text in typed if text])
