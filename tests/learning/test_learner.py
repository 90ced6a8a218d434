"""The learner: every credited event counts once, through kills and rebuilds, and workers follow within a second."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np

from engine.learning.learner import Learner
from engine.learning.live import LivePolicy, state_file
from engine.learning.policies import HierarchicalThompson
from engine.learning.policy import Context
from engine.learning.rewards import Till
from engine.settings import Settings
from tests.learning.samples import arm

CONTEXT = Context("finance", "select")


class Stream:
    """A stream of rewards in memory."""

    def __init__(self) -> None:
        self.name, self.credits = "one", list[tuple[str, dict[str, Any]]]()

    def add(self, count: int, kind: str = "conversion", passage: str = "a.md#1") -> None:
        for _ in range(count):
            n = len(self.credits) + 1
            self.credits.append((f"{n:06d}-1", {
                "type": kind, "value": 1.0, "share": 1.0, "decision": f"d{n}", "slot": "main", "passage": passage,
                "document": passage.split("#")[0], "role": "finance", "phase": "select", "at": 1_760_000_000_000 + n,
                "propensity": 0.5}))

    def epoch(self) -> str:
        return self.name

    def read(self, after: str, limit: int) -> list[tuple[str, dict[str, Any]]]:
        return [one for one in self.credits if one[0] > after][:limit]


def _learner(var: Path, stream: Stream) -> Learner:
    return Learner(var, "default", stream, lambda ids: {}, lambda: None, Till())


def _utility(policy: HierarchicalThompson, passage: str = "a.md#1") -> float:
    shown = arm(1)
    known = type(shown)(passage, passage.split("#")[0])
    return float(policy.beliefs.utilities(np.zeros(1), [known], CONTEXT)[0][0])


def test_what_was_earned_is_learnt_and_written(tmp_path: Path) -> None:
    stream = Stream()
    learner = _learner(tmp_path, stream)
    before = _utility(learner.policy)
    stream.add(5)
    assert learner.step() == 5
    learner.save()
    assert _utility(HierarchicalThompson.from_bytes(state_file(tmp_path, "default").read_bytes())) > before


def test_a_restart_goes_on_where_the_file_ends_and_counts_nothing_twice(tmp_path: Path) -> None:
    stream, all_at_once = Stream(), Stream()
    stream.add(7)
    first = _learner(tmp_path, stream)
    first.step()
    first.save()
    stream.add(4, "download")
    first.step()  # learnt, but the process is killed before it could write
    second = _learner(tmp_path, stream)
    second.step()
    all_at_once.add(7)
    all_at_once.add(4, "download")
    whole = _learner(tmp_path / "other", all_at_once)
    whole.step()
    assert second.policy.count == whole.policy.count == 11
    assert second.policy.to_bytes() == whole.policy.to_bytes()


def test_a_rebuilt_projection_is_learnt_anew_not_on_top(tmp_path: Path) -> None:
    stream = Stream()
    stream.add(6)
    learner = _learner(tmp_path, stream)
    learner.step()
    once = learner.policy.to_bytes()
    stream.name = "two"
    learner.step()
    assert learner.policy.to_bytes() == once


def test_a_damaged_file_is_made_anew(tmp_path: Path) -> None:
    stream = Stream()
    stream.add(6)
    learner = _learner(tmp_path, stream)
    learner.step()
    learner.save()
    (tmp_path / "policy" / "default.learner").write_bytes(b"\0\0\0\0\0\0\0\x02{}rubbish")
    again = _learner(tmp_path, stream)
    again.step()
    assert again.policy.to_bytes() == learner.policy.to_bytes()


def test_workers_follow_the_file_and_survive_a_damaged_one(tmp_path: Path, monkeypatch) -> None:
    seconds = [100.0]
    monkeypatch.setattr("engine.clock.monotonic", lambda: seconds[0])
    live = LivePolicy(Settings(var=tmp_path))
    untaught = _utility(live.current())
    stream = Stream()
    stream.add(5)
    learner = _learner(tmp_path, stream)
    learner.step()
    learner.save()
    seconds[0] += 0.5
    taught = _utility(live.current())
    assert taught > untaught
    state_file(tmp_path, "default").write_bytes(b"broken")
    seconds[0] += 0.5
    assert _utility(live.current()) == taught
