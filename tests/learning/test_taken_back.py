"""Whoever turns out not to be buying teaches nothing: what was learnt before is taken back, and a rebuild never learns it."""

from __future__ import annotations

import json
import random
from collections.abc import Iterable
from dataclasses import asdict
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from engine.events.credited import credited
from engine.events.no_customers import judged
from engine.events.projector import Projector
from engine.events.room import EventRoom
from engine.learning.evaluation.log import from_records
from engine.learning.learner import Found, Learner
from engine.learning.live import state_file
from engine.learning.policies import HierarchicalThompson, make_policy
from engine.learning.policy import Arm, Context, Policy
from engine.learning.rewards import Till
from engine.learning.running import ProjectedRewards, records_of
from engine.settings import Settings
from engine.store.decision_log import DecisionLog
from engine.store.no_customers import NoCustomers
from engine.store.projection import Projection
from tests.events.conftest import consented, decided, event, live, projection, projector, stored  # noqa: F401  (fixtures)

BARE = {"document": None, "passage": None, "slot": None}


class Site:
    """A log with a store, and learners over it in folders of their own."""

    def __init__(self, room: EventRoom, project: Projector, store: Projection, folder: Path) -> None:
        self.room, self.project, self.folder = room, project, folder
        self.rewards = ProjectedRewards(store)

    def learner(self, name: str) -> Learner:
        return Learner(self.folder / name, "default", self.rewards, records_of(self.room.journal), lambda: None, Till(),
                       NoCustomers(self.room.journal).found_since)

    def learnt(self, learner: Learner) -> Policy:
        self.project.catch_up()
        while learner.step():
            pass
        return learner.policy

    def visit(self, token: str = "", *, own: bool = True) -> str:
        """A decision, a click on what it showed and a download; without `own` the decision is logged for nobody."""
        visitor = self.room.recognise(token) if token and own else None
        made = decided(self.room, visitor.id if visitor else "")
        self.room.accept([event(decision=made), event("download", decision=made)], token or None)
        return made


@pytest.fixture
def site(live: EventRoom, projector: Projector, projection: Projection, tmp_path: Path) -> Site:  # noqa: F811
    return Site(live, projector, projection, tmp_path)


def utility(policy: Policy) -> float:
    assert isinstance(policy, HierarchicalThompson)
    return float(policy.beliefs.utilities(np.zeros(1), [Arm("a.md#H", "a.md")], Context("it", "select"))[0][0])


@pytest.mark.parametrize("how", ["decision", "event", "question", "crm"])
@pytest.mark.parametrize("own", [True, False])
def test_what_was_learnt_before_he_was_recognised_no_longer_counts(site: Site, how: str, own: bool) -> None:
    buyer, student = consented(site.room), consented(site.room)
    learner, untaught = site.learner("one"), utility(make_policy("default"))
    site.visit(buyer)
    only_buyer = utility(site.learnt(learner))
    made = [site.visit(student, own=own) for _ in range(5)]
    before = utility(site.learnt(learner))
    assert before > only_buyer > untaught
    if how == "decision":
        visitor = site.room.recognise(student)
        assert visitor is not None
        record = site.room.decisions.get(made[0]) or {}
        site.room.record({**record, "id": site.room.decisions.new_id(), "not_buying": "student"}, visitor.id)
        site.room.journal.write(lambda tx: None)
    else:
        said = {"event": event("staff_login", **BARE), "question": event("question", query="Bachelorarbeit Pumpen", **BARE),
                "crm": event("crm", properties={"role": "competitor"}, **BARE)}[how]
        assert site.room.accept([said], student, server=how == "crm").accepted
    after = utility(site.learnt(learner))
    assert after == pytest.approx(only_buyer, abs=1e-6)
    assert not [key for key in learner.till.counted if key.split("|")[0] in made]
    site.visit(student, own=own)  # and what he does from now on
    assert utility(site.learnt(learner)) == after
    learner.save()
    assert utility(site.learnt(site.learner("one"))) == pytest.approx(after, abs=1e-6), "a restart takes nothing back twice"
    rebuilt = site.learnt(site.learner("two"))  # from the priors, over the same log
    assert utility(rebuilt) == pytest.approx(only_buyer, abs=1e-6)


def test_a_rebuilt_projection_and_policy_are_as_if_he_had_never_been_there(site: Site, projection: Projection) -> None:  # noqa: F811
    buyer, student = consented(site.room), consented(site.room)
    for token in (buyer, student, student, buyer):
        site.visit(token)
    alone = site.learner("with")
    site.learnt(alone)
    assert alone.policy.count == 8  # click and download of each visit
    site.room.accept([event("intranet", **BARE)], student)
    projection.reset()
    rebuilt = site.learner("again")
    site.learnt(rebuilt)
    assert rebuilt.policy.count == 4


def test_without_consent_the_decision_that_shows_it_is_left_out(site: Site) -> None:
    shown, other = site.visit(), site.visit()
    learner = site.learner("one")
    site.learnt(learner)
    site.room.accept([event("question", decision=shown, query="Bachelorarbeit Pumpen", **BARE)], None)
    site.learnt(learner)
    assert {key.split("|")[0] for key in learner.till.counted} == {other}


def test_a_link_that_a_student_opened_is_still_the_buyers_decision(site: Site) -> None:
    student, sender = consented(site.room), site.visit()
    site.room.accept([event("pass_on", decision=sender, properties={"step": "opened"}, **BARE),
                      event("question", query="Bachelorarbeit Pumpen", **BARE)], student)
    learner = site.learner("one")
    site.learnt(learner)
    assert sender in {key.split("|")[0] for key in learner.till.counted}


def test_nobody_marks_a_decision_that_was_not_made_for_him(site: Site) -> None:
    buyer = consented(site.room)
    made = site.visit(buyer)
    site.room.accept([event("staff_login", decision=made, **BARE)], None)
    assert NoCustomers(site.room.journal).among([made]) == {}


def test_evaluation_leaves_him_out_too(site: Site) -> None:
    student = consented(site.room)
    for token in (student, consented(site.room)):
        site.visit(token)
    site.room.accept([event("staff_login", **BARE)], student)
    credits = [asdict(credit) for credit in credited(site.room.journal, 0, "1")]
    records = [{**one, "draw": {"passages": ["a.md#H"], "standings": [0.0], "probabilities": [1.0]}}
               for one in judged(DecisionLog(site.room.journal).read(), NoCustomers(site.room.journal))]
    found, left_out = from_records(records, credits, Till(), Arm)
    assert (len(found), left_out) == (1, 1)


def test_erasure_and_export_know_the_mark(site: Site, stored: Settings) -> None:  # noqa: F811
    student = consented(site.room)
    site.room.accept([event("staff_login", **BARE)], student)
    assert site.room.rights.export(student)["not_buying"] == "staff"
    visitor = site.room.recognise(student)
    assert visitor is not None
    site.room.rights.erase(student)
    assert NoCustomers(site.room.journal).kind_of(visitor.id) is None


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
