"""What becomes of a decision: its record, as it stands in the log."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from engine.learning.policy import Policy
from engine.ranking.decision import Decision
from engine.ranking.record import record_of
from engine.ranking.request import Request
from engine.ranking.situation import Slate
from engine.service import Engine

Recorded = Callable[..., dict[str, Any]]


@pytest.fixture(scope="session")
def recorded(engine: Engine) -> Recorded:
    """Answers a request that may explore, with a policy if one is given, and gives the record of the decision, having been
    JSON in between."""

    def answer(request: Request, policy: Policy | None = None) -> dict[str, Any]:
        made: list[dict[str, Any]] = []

        def keep(request: Request, slate: Slate, decision: Decision) -> None:
            assert request.now is not None
            made.append(record_of(request, slate, decision, request.now))

        replace(engine, on_decision=keep, policy=policy or engine.policy).recommend(replace(request, decision="d", explore=True, seed=request.seed or "s"))
        return dict(json.loads(json.dumps(made[0])))

    return answer
