"""Whoever turns out not to be buying teaches nothing: what was learnt before is taken back, and a rebuild never learns it."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path

import numpy as np
import pytest

from engine.events.credited import credited
from engine.events.no_customers import judged
from engine.events.projector import Projector
from engine.events.room import EventRoom
from engine.learning.evaluation.log import from_records
from engine.learning.learner import Learner
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
