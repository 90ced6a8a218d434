"""A decision as plain data for the log: everything that is needed to credit it, study it and make it again."""

from __future__ import annotations

from dataclasses import asdict, fields
from datetime import datetime
from typing import Any

import numpy as np

from engine.learning.arms import MOST_CANDIDATES
from engine.learning.rewards import page_kind
from engine.ranking.decision import Decision
from engine.ranking.request import Request
from engine.ranking.score import kind_of, weights
from engine.ranking.situation import Slate
from engine.visitors.entry import kept_referrer, searched_words
from engine.visitors.evidence.campaign import kept_campaign
from engine.visitors.models import Clue, Posterior
from engine.visitors.not_buying import typed_as

# the visitor has a column of his own; address and title of the page are not used once its document is known
_NOT_KEPT = {"visitor", "decision", "page_url", "page_title"}


def record_of(request: Request, slate: Slate, decision: Decision, moment: datetime) -> dict[str, Any]:
    """The record.

    Returns:
        `candidates` holds the best 50 by score as columns: passage, score and one list a feature, in that order, and
        all that were shown; `learnt` is how far outcomes had moved each for the slots below the main one, in standings.
        An item's `passage` is the candidate that won, its `document` and `section` are what was shown: they differ where
        it was told in a `frame` that the visitor chose. Items of the holdout's page have a `standing`: theirs in the visitor's
        own ranking. `not_buying` is why he counts in no figure and
        teaches nothing (student, applicant, staff), "" for everybody else; a word of a small list, so it is kept without
        consent too. Numbers are rounded as in the decision, so that a replay can be compared exactly.
    """
    at = _kept(slate)
    release = slate.situation.release
    return {
        **_facts(decision, moment),
        "items": [{"slot": item.slot, "document": item.document, "section": item.passage, "type": item.type,
                   "passage": release.passages[int(slate.rows[chosen.at])].id,
                   "score": item.score, "propensity": item.propensity, **({"frame": item.frame} if item.frame else {}),
                   **({"standing": slate.standings[chosen.at]} if slate.standings else {})}
                  for item, chosen in zip(decision.items, slate.chosen, strict=True)],
        "considered": len(slate.rows),
        "kind": kind_of(slate.situation),
        "not_buying": decision.visitor.not_buying,
        "draw": slate.draw,
        "candidates": {
            "passage": [release.passages[int(slate.rows[i])].id for i in at],
            "score": [round(float(slate.score[i]), 4) for i in at],
            **({"learnt": [slate.learnt.get(i, 0.0) for i in at]} if slate.learnt else {}),
            "features": {name: [round(float(values[i]), 4) for i in at] for name, values in slate.features.items()},
        },
        "request": request_as_data(request, moment),
    }


def plain_record(request: Request, decision: Decision, moment: datetime) -> dict[str, Any]:
    """The record of an answer that was made without ranking: what was shown, and no candidates.

    Such answers are ordinary in a burst. Nobody was understood, so who is not buying is told by his own words alone.
    """
    words = (request.query, searched_words(request.referrer), request.job_title)
    return {
        **_facts(decision, moment), "considered": len(decision.items),
        "items": [{"slot": item.slot, "document": item.document, "section": item.passage, "type": item.type,
                   "passage": item.passage, "score": item.score, "propensity": item.propensity}
                  for item in decision.items],
        "not_buying": next((kind for text in words if (kind := typed_as(text))), ""),
        "request": request_as_data(request, moment),
    }


def _facts(decision: Decision, moment: datetime) -> dict[str, Any]:
    return {
        "id": decision.id, "at": int(moment.timestamp() * 1000), "release": decision.release, "policy": decision.policy,
        "group": decision.group, "seed": decision.seed, "lang": decision.lang, "answer": decision.answer,
        "confidence": round(decision.confidence, 4), "degraded": decision.degraded,
        "role": _belief(decision.visitor.role), "phase": _belief(decision.visitor.phase),
    }


def request_as_data(request: Request, moment: datetime) -> dict[str, Any]:
    """The request without what is empty and what the ranking did not use; `now` is the moment it was answered for.

    Of the referrer stay the host and the words searched for, of the campaign its plain words.
    """
    data = {f.name: getattr(request, f.name) for f in fields(request) if f.name not in _NOT_KEPT}
    data |= {"referrer": kept_referrer(request.referrer), "campaign": kept_campaign(request.campaign)}
    kept = {name: value for name, value in data.items() if value not in ("", (), None)}
    if request.history:
        kept["history"] = [{**asdict(clue), "at": clue.at.isoformat()} for clue in request.history]
    if request.arms:
        kept["arms"] = dict(request.arms)
    return {**kept, "now": moment.isoformat()}


def request_from_data(data: dict[str, Any]) -> Request:
    """The request again."""
    history = tuple(Clue(**{**clue, "at": datetime.fromisoformat(clue["at"])}) for clue in data.get("history", ()))
    now, arms = datetime.fromisoformat(data["now"]), tuple(data.get("arms", {}).items())
    return Request(**{**data, "history": history, "arms": arms, "now": now})


def rescored(record: dict[str, Any]) -> list[str]:
    """Candidates whose logged features do not add up to their logged score; for records without the words."""
    table = weights()[page_kind(record)]
    columns = record.get("candidates", {"passage": [], "score": [], "features": {}})
    rounding = 1e-4 + sum(abs(table.get(name, 0.0)) for name in columns["features"]) * 5e-5
    again = [sum(table.get(name, 0.0) * values[i] for name, values in columns["features"].items())
             for i in range(len(columns["passage"]))]
    return [f"{passage}: {score} was logged, its features give {value:.4f}"
            for passage, score, value in zip(columns["passage"], columns["score"], again, strict=True)
            if abs(score - value) > rounding]


def _kept(slate: Slate) -> list[int]:
    best = [int(i) for i in np.argsort(-slate.score, kind="stable")[:MOST_CANDIDATES]]
    return list(dict.fromkeys([*best, *slate.learnt, *(chosen.at for chosen in slate.chosen)]))


def _belief(posterior: Posterior) -> dict[str, Any]:
    probabilities = {name: round(float(p), 4) for name, p in posterior.probabilities.items()}
    return {"id": posterior.id, "source": posterior.source, "posterior": probabilities}
