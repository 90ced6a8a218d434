"""The learner: every credited event counts once, through kills and rebuilds, and workers follow within a second."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np

from engine.events.room import open_room
from engine.events.running import projector
from engine.learning.learner import Learner
from engine.learning.live import LivePolicy, state_file
from engine.learning.policies import HierarchicalThompson
from engine.learning.policy import Context
from engine.learning.rewards import Till
from engine.learning.running import ProjectedRewards
from engine.settings import Settings
from engine.store.decision_log import DecisionLog
from engine.store.embedded import EmbeddedStore
from engine.store.projection import Projection, patient_client
from tests.events.conftest import decided, event
from tests.learning.samples import arm

CONTEXT = Context("finance", "select")


class Stream:
    """A stream of rewards in memory."""

    def __init__(self) -> None:
        self.credits, self.ready = list[tuple[str, dict[str, Any]]](), True

    def add(self, count: int, kind: str = "conversion", passage: str = "a.md#1") -> None:
        for _ in range(count):
            n = len(self.credits) + 1
            self.credits.append((f"{n:06d}-1", {
                "type": kind, "value": 1.0, "share": 1.0, "decision": f"d{n}", "slot": "main", "passage": passage,
                "document": passage.split("#")[0], "role": "finance", "phase": "select", "at": 1_760_000_000_000 + n,
                "propensity": 0.5}))

    def reach(self) -> int | None:
        return len(self.credits) if self.ready else None

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


def test_who_is_not_buying_is_read_and_not_learnt(tmp_path: Path) -> None:
    stream, buyers = Stream(), Stream()
    stream.add(3)
    stream.add(4, "download")
    buyers.add(3)
    kinds = {"d4": "student", "d5": "applicant", "d6": "staff", "d7": "student"}
    learner = Learner(tmp_path, "default", stream, lambda ids: {one: {"not_buying": kinds.get(one, "")} for one in ids},
                      lambda: None, Till())
    assert learner.step() == 7
    alone = _learner(tmp_path / "other", buyers)
    alone.step()
    assert learner.after == "000007-1"
    assert learner.policy.to_bytes() == alone.policy.to_bytes()
    assert set(learner.till.counted) == set(alone.till.counted)


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


def test_a_stream_made_again_is_gone_on_with_and_counts_nothing_twice(tmp_path: Path) -> None:
    stream = Stream()
    stream.add(6)
    learner = _learner(tmp_path, stream)
    learner.step()
    once = learner.policy.to_bytes()
    stream.ready = False  # emptied, and being made again from the log
    assert learner.step() == 0
    stream.ready = True
    assert learner.step() == 0
    assert learner.policy.to_bytes() == once
    stream.add(1)
    assert learner.step() == 1


def test_another_log_is_learnt_from_the_priors(tmp_path: Path) -> None:
    stream, other = Stream(), Stream()
    stream.add(6)
    learner = _learner(tmp_path, stream)
    learner.step()
    stream.credits.clear()
    stream.add(2)
    learner.step()
    other.add(2)
    fresh = _learner(tmp_path / "other", other)
    fresh.step()
    assert learner.policy.to_bytes() == fresh.policy.to_bytes()


def test_what_is_only_half_learnt_again_is_not_served(tmp_path: Path, monkeypatch) -> None:
    """The learner's file is gone: workers keep the published state until all of the stream is learnt, restarts included."""
    stream = Stream()
    stream.add(5)
    first = _learner(tmp_path, stream)
    first.step()
    first.save()
    published = state_file(tmp_path, "default").read_bytes()
    (tmp_path / "policy" / "default.learner").unlink()
    monkeypatch.setattr("engine.learning.learner._BATCH", 2)
    for _ in range(2):  # each time killed after a stretch
        again = _learner(tmp_path, stream)
        again.step()
        again.save()
        assert 0 < again.policy.count < 5
        assert state_file(tmp_path, "default").read_bytes() == published
    again.step()
    again.save()
    assert again.policy.count == 5
    assert state_file(tmp_path, "default").read_bytes() == published == again.policy.to_bytes()


def test_the_served_policy_never_goes_back_to_the_priors_when_the_store_forgets(tmp_path: Path, monkeypatch) -> None:
    """Learn, lose the store as every restart of the embedded one does, rebuild, learn on: with a real log and store."""
    seconds = [1000.0]
    store = EmbeddedStore(tmp_path / "var")
    store.start()
    settings = Settings(var=tmp_path / "var")
    room, projection = open_room(settings), Projection(patient_client(settings), settings.site)
    project, log = projector(settings), DecisionLog(room.journal)
    try:
        for _ in range(8):
            room.accept([event(decision=decided(room))], None)
        project.catch_up()

        def learner() -> Learner:
            return Learner(settings.var, "default", ProjectedRewards(projection), log.get_many, lambda: None, Till())

        first = learner()
        assert first.step() == 8
        first.save()
        served = LivePolicy(settings)
        taught = served.current().to_bytes()
        untaught = HierarchicalThompson().to_bytes()
        assert taught != untaught
        patient_client(settings).flushall()
        monkeypatch.setattr("engine.clock.monotonic", lambda: seconds[0])
        again = learner()  # the service starts again, and looks before, while and after the projection is made again
        served = LivePolicy(settings)
        for turn in range(4):
            again.step()
            seconds[0] += 1
            assert served.current().to_bytes() == taught
            if turn == 1:
                project.catch_up()
        room.accept([event(decision=decided(room))], None)
        project.catch_up()
        assert again.step() == 1
        seconds[0] += 1
        assert again.policy.count == 9
        assert served.current().to_bytes() == again.policy.to_bytes() != taught
    finally:
        room.journal.close()
        store.stop()


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
