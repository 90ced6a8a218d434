"""Where the learner goes back to, how often, and what it keeps for it."""

from __future__ import annotations

import json
import random
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from engine.learning.learner import Found, Learner
from engine.learning.live import state_file
from engine.learning.policies import HierarchicalThompson
from engine.learning.policy import Arm, Context
from engine.learning.rewards import Till


class Stream:
    """A stream of rewards in memory, one display and one reward for each decision; `students` turn out to be such later."""

    def __init__(self, students: set[int]) -> None:
        self.students, self.known, self.upto = students, False, 0

    def reach(self) -> int:
        return self.upto

    def read(self, after: str, limit: int) -> list[tuple[str, dict[str, Any]]]:
        first = int(after.split("-")[0])
        return [(f"{n}-1", self._credit(n)) for n in range(first + 1, min(first + limit, self.upto) + 1)]

    def records(self, ids: Iterable[str]) -> dict[str, dict[str, Any]]:
        return {one: {"not_buying": "student"} for one in ids if self.known and int(one) in self.students}

    def found(self, after: int) -> list[tuple[int, list[str]]]:
        return [(1, [str(n) for n in sorted(self.students)])] if self.known and after < 1 else []

    @staticmethod
    def _credit(n: int) -> dict[str, Any]:
        chance = random.Random(n)
        return {"type": chance.choice(["conversion", "impression"]), "value": 1.0, "share": 1.0, "decision": str(n), "slot": "main",
                "passage": f"{chance.randrange(9)}.md#1", "document": "d", "role": chance.choice(["it", "finance"]),
                "phase": "select", "at": 1_760_000_000_000 + n * 3_600_000, "propensity": 0.5}


@pytest.mark.parametrize(("students", "exact"), [({57, 58}, True), ({31, 57}, True), ({5, 57}, False)])
def test_it_goes_back_to_a_state_without_him_and_learns_the_rest_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, students: set[int], exact: bool
) -> None:
    """States are kept after 20, 40 ... credits: of the last two, what came after is undone exactly, what came before stays."""
    seconds = [100.0]
    monkeypatch.setattr("engine.clock.monotonic", lambda: seconds[0])
    monkeypatch.setattr("engine.learning.learner._APART", 20)
    monkeypatch.setattr("engine.learning.learner._BATCH", 4)

    def learnt(stream: Stream, name: str, found: Found) -> Learner:
        made = Learner(tmp_path / name, "default", stream, stream.records, lambda: None, Till(), found)
        for last in range(1, 60):
            stream.upto = last
            while made.step():
                seconds[0] += 1
        return made

    stream, never = Stream(students), Stream(students if exact else students - {5})
    learner = learnt(stream, "one", stream.found)
    published, before = learner.policy.to_bytes(), utilities(learner.policy)
    never.known = stream.known = True
    want = learnt(never, "other", lambda after: []).policy
    learner.step()
    learner.save()
    assert learner.after != "59-1"
    assert state_file(tmp_path / "one", "default").read_bytes() == published, "half of it is not served"
    while learner.step():
        seconds[0] += 1
    learner.save()
    assert learner.after == "59-1"
    assert np.abs(utilities(learner.policy) - utilities(want)).max() < 1e-5 < np.abs(utilities(want) - before).max()
    assert state_file(tmp_path / "one", "default").read_bytes() == learner.policy.to_bytes()
    assert Learner(tmp_path / "one", "default", stream, stream.records, lambda: None, Till(), stream.found).step() == 0


def utilities(policy: HierarchicalThompson) -> np.ndarray:
    arms = [Arm(f"{n}.md#1", "d") for n in range(9)]
    return np.concatenate([policy.beliefs.utilities(np.zeros(9), arms, Context(role, "select"))[0] for role in ("it", "finance")])


def test_a_state_of_a_version_before_is_never_thrown_away(tmp_path: Path) -> None:
    stream = Stream({55})
    stream.upto = 60
    learner = Learner(tmp_path, "default", stream, stream.records, lambda: None, Till(), stream.found)
    learner.step()
    learner.save()
    own = tmp_path / "policy" / "default.learner"
    body = own.read_bytes()
    size = int.from_bytes(body[:8], "big")
    facts = {name: value for name, value in json.loads(body[8:8 + size]).items() if name not in ("since", "marked")}
    head = json.dumps(facts).encode()
    own.write_bytes(len(head).to_bytes(8, "big") + head + body[8 + size:])
    stream.known = True
    again = Learner(tmp_path, "default", stream, stream.records, lambda: None, Till(), stream.found)
    again.step()
    assert (again.policy.count, again.after) == (60, "60-1")


class Clock:
    """Seconds that a test turns on."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.seconds = 100.0
        monkeypatch.setattr("engine.clock.monotonic", lambda: self.seconds)


def test_ways_back_take_a_twentieth_of_the_time_however_often_one_is_asked_for(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each second of stepping costs a second, and whoever shows himself to be a student does so again and again."""
    turned, stream = Clock(monkeypatch), Stream({7})
    monkeypatch.setattr("engine.learning.learner._BATCH", 4)
    stream.upto = 200  # 50 seconds from the priors
    student, ways = [7], []

    def found(after: int) -> list[tuple[int, list[str]]]:
        return [(student[0], [str(student[0])])] if stream.known and after < student[0] else []

    learner = Learner(tmp_path, "default", stream, stream.records, lambda: None, Till(), found)
    while learner.step():
        turned.seconds += 1
    stream.known, before = True, turned.seconds
    while turned.seconds < before + 10_000:
        away = learner.after
        learner.step()
        if learner.after != away:
            ways.append(turned.seconds)
            if learner.after == "200-1":
                student[0] += 1  # the next one shows himself at once
                stream.students = {student[0]}
        turned.seconds += 1
    assert 400 <= len(ways) <= 0.055 * 10_000, "seconds spent on going back"


def test_all_marks_are_taken_at_once(tmp_path: Path) -> None:
    students = set(range(1, 251))
    stream = Stream(students)
    stream.upto = 300

    def found(after: int) -> list[tuple[int, list[str]]]:
        return [(n, [str(n)]) for n in sorted(students) if n > after][:100] if stream.known else []

    learner = Learner(tmp_path, "default", stream, stream.records, lambda: None, Till(), found)
    while learner.step():
        pass
    stream.known = True
    while learner.step():
        pass
    assert learner.marked == 250
    assert {int(key.split("|")[0]) for key in learner.till.counted} == set(range(251, 301))


def _steps(learner: Learner, stream: Stream, upto: int) -> Learner:
    for last in range(stream.upto + 1, upto + 1):
        stream.upto = last
        while learner.step():
            pass
    return learner


def test_on_the_way_back_both_states_to_go_back_to_are_made_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("engine.learning.learner._APART", 20)
    monkeypatch.setattr("engine.learning.learner._BATCH", 4)
    stream = Stream({31, 57})
    learner = _steps(Learner(tmp_path, "default", stream, stream.records, lambda: None, Till(), stream.found), stream, 99)
    (tmp_path / "policy" / "default.learner.newer").unlink()  # as after a way back to a state before both
    (tmp_path / "policy" / "default.learner.older").unlink()
    stream.known = True
    while learner.step():
        pass
    newer, older = ((tmp_path / "policy" / f"default.learner.{age}").read_bytes() for age in ("newer", "older"))
    assert [_after(newer), _after(older)] == ["80-1", "60-1"]


def _after(body: bytes) -> str:
    return str(json.loads(body[8:8 + int.from_bytes(body[:8], "big")])["after"])


def test_a_small_site_has_an_earlier_state_too_and_keeps_what_the_stream_has_let_go(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A credit an hour: a state a week, long before 20,000. The stream loses its beginning, the policy does not."""
    stream, never = Stream({395}), Stream({395})
    learner = _steps(Learner(tmp_path, "default", stream, stream.records, lambda: None, Till(), stream.found), stream, 400)
    never.known = stream.known = True
    want = _steps(Learner(tmp_path / "other", "default", never, never.records, lambda: None, Till()), never, 400)
    whole = stream.read
    monkeypatch.setattr(stream, "read", lambda after, limit: whole(f"{max(int(after.split('-')[0]), 150)}-1", limit))
    while learner.step():
        pass
    assert learner.policy.count == want.policy.count
    assert np.abs(utilities(learner.policy) - utilities(want.policy)).max() < 1e-5


@pytest.mark.parametrize("harm", ["newer is missing", "newer is damaged", "older is damaged"])
def test_a_state_that_cannot_be_used_leaves_the_other_one(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, harm: str) -> None:
    """States after 20 and 40; 31 is in the newer one. What is damaged helps nobody, what is good is used."""
    monkeypatch.setattr("engine.learning.learner._APART", 20)
    monkeypatch.setattr("engine.learning.learner._BATCH", 4)
    stream = Stream({31, 45} if harm == "older is damaged" else {45})
    learner = _steps(Learner(tmp_path, "default", stream, stream.records, lambda: None, Till(), stream.found), stream, 59)
    damaged = tmp_path / "policy" / f"default.learner.{harm.split()[0]}"
    if harm.endswith("missing"):
        damaged.unlink()
    else:
        damaged.write_bytes(b"\0\0\0\0\0\0\0\x02{}rubbish")
    started: list[str] = []
    real = Learner._from_priors
    monkeypatch.setattr(Learner, "_from_priors", lambda self: (started.append("priors"), real(self))[1])
    stream.known = True
    while learner.step():
        pass
    theirs = {key.split("|")[0] for key in learner.till.counted} & {str(n) for n in stream.students}
    assert not theirs
    assert bool(started) == (harm == "older is damaged")
    assert learner.after == "59-1"
