"""The served policy: one mixture for the service, the simulation, the evaluation and the benchmark."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from engine.learning.live import LivePolicy
from engine.learning.policies import make_policy
from engine.learning.policy import Context
from engine.learning.served import served_policy
from engine.settings import Settings
from scripts.bench.policies import POLICIES as BENCHED
from tests.learning.samples import arm

ARMS, STANDINGS, CONTEXT = [arm(n) for n in range(6)], -np.arange(6) / 4, Context("finance", "select")


@pytest.mark.parametrize("share", [0.0, 0.2, 1.0])
def test_what_is_simulated_and_evaluated_is_what_is_served(tmp_path: Path, share: float) -> None:
    live, served = LivePolicy(Settings(var=tmp_path, exploration=share)), served_policy("default", share)
    chances = served.probabilities(STANDINGS, ARMS, CONTEXT)
    assert chances.tolist() == live.probabilities(STANDINGS, ARMS, CONTEXT).tolist()
    assert served.choose(STANDINGS, ARMS, CONTEXT, 3, "s") == live.choose(STANDINGS, ARMS, CONTEXT, 3, "s")
    assert served.version == live.version


def test_the_benchmark_runs_the_policy_as_shipped() -> None:
    shipped = served_policy("default", Settings().exploration)
    assert BENCHED["Lotse"](1).probabilities(STANDINGS, ARMS, CONTEXT).tolist() == shipped.probabilities(
        STANDINGS, ARMS, CONTEXT).tolist()


def test_the_likeliest_keeps_what_exploration_leaves_and_nobody_falls_to_zero() -> None:
    bare = make_policy("default").probabilities(STANDINGS, ARMS, CONTEXT)
    for share in (0.0, 0.2):
        chances = served_policy("default", share).probabilities(STANDINGS, ARMS, CONTEXT)
        assert chances.argmax() == bare.argmax()
        assert chances.max() > (1 - share) * 0.97
        assert chances.min() > 0
        assert chances.sum() == pytest.approx(1, abs=1e-5)
