"""Another policy on a log: against the known truth of a simulated world, and through the command."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from typer.testing import CliRunner

from engine.errors import InvalidInput
from engine.learning.evaluation.log import Logged, from_records, read_file
from engine.learning.evaluation.replay import sample_of
from engine.learning.evaluation.verdict import evaluate
from engine.learning.policies import EpsilonGreedy, Greedy, Uniform
from engine.learning.policy import Arm, Policy
from engine.learning.rewards import Till
from engine.learning.simulation.ground import synthetic_ground
from engine.learning.simulation.visits import visits
from engine.learning.simulation.world import make_world
from engine.taxonomy import load_taxonomy


@pytest.fixture(scope="module")
def logged() -> tuple[list[Logged], dict[str, float]]:
    """A uniform log of 3,000 visits with at most six candidates, and the true values of two policies on it."""
    ground = synthetic_ground(load_taxonomy(), documents=20)
    world, log = make_world("shipped", ground, 1), []
    values: dict[str, list[float]] = {"greedy": [], "epsilon": []}
    policies: dict[str, Policy] = {"greedy": Greedy(), "epsilon": EpsilonGreedy(0.5)}
    for visit in visits(ground, 3000, 1):
        arms, standings = tuple(visit.offer.arms[:6]), visit.offer.standings[:6]
        choice = Uniform().choose(standings, arms, visit.offer.context, 1, str(visit.number))
        rates = world.rates[visit.role, visit.phase, visit.offer.rows[:6]]
        at = choice.order[0]
        log.append(Logged(arms, tuple(standings), tuple(choice.distribution), visit.offer.context, at,
                          float(visit.luck[0] < rates[at]), visit.at))
        for name, policy in policies.items():
            values[name].append(float(policy.probabilities(standings, arms, visit.offer.context) @ rates))
    return log, {name: float(np.mean(found)) for name, found in values.items()}


@pytest.mark.parametrize(("name", "policy"), [("greedy", Greedy()), ("epsilon", EpsilonGreedy(0.5))])
def test_estimates_meet_the_known_value_of_another_policy(logged, name: str, policy: Policy) -> None:
    log, truth = logged
    found = evaluate(sample_of(log, policy, learn=False))
    for estimate in (found.estimates["snips"], found.estimates["dr"]):
        assert abs(estimate.value - truth[name]) < 3.5 * estimate.error


def test_a_policy_that_learns_on_the_way_is_judged_by_what_it_knew_before_each_visit(logged) -> None:
    log, _ = logged
    future_changed = [*log[:1500], *(Logged(*[*vars(one).values()][:5], 1 - one.reward, one.when) for one in log[1500:])]
    same, other = (sample_of(part, EpsilonGreedy()) for part in (log, future_changed))
    assert np.array_equal(same.target[:1500], other.target[:1500])
    assert not np.array_equal(same.target[1500:], other.target[1500:])


def test_an_empty_log_is_refused() -> None:
    with pytest.raises(InvalidInput):
        sample_of([], Greedy())


def _line(**over: Any) -> dict[str, Any]:
    return {"context": {"role": "it"}, "arms": [{"passage": "a#1", "facets": {"price": 1.0}}, {"passage": "b#1"}],
            "standings": [0, -1], "probabilities": [0.5, 0.5], "chosen": 1, "reward": 0.3, "at": "2026-11-21T10:00:00Z", **over}


def test_a_file_of_decisions_is_read(tmp_path: Path) -> None:
    file = tmp_path / "log.ndjson"
    file.write_text(json.dumps(_line()) + "\n\n" + json.dumps(_line(chosen=0)) + "\n", encoding="utf-8")
    found = list(read_file(file))
    assert [one.at for one in found] == [1, 0]
    assert found[0].arms[0].topic == "price"


@pytest.mark.parametrize("line", ["nonsense", "[]", json.dumps(_line(chosen=2)), json.dumps(_line(chosen=-1)),
                                  json.dumps(_line(standings=[0])), json.dumps(_line(at="yesterday")),
                                  json.dumps(_line(context={"mood": "good"})), json.dumps(_line(reward="much"))])
def test_lines_that_are_no_decisions_are_refused_with_their_number(tmp_path: Path, line: str) -> None:
    file = tmp_path / "log.ndjson"
    file.write_text(json.dumps(_line()) + "\n" + line + "\n", encoding="utf-8")
    with pytest.raises(InvalidInput, match=r"log\.ndjson:2"):
        list(read_file(file))


def test_own_records_and_credits_become_decisions() -> None:
    record = {"id": "d1", "at": 1_760_000_000_000, "role": {"id": "it"}, "phase": {"id": "select"}, "request": {},
              "items": [{"passage": "b#1", "slot": "main"}],
              "draw": {"passages": ["a#1", "b#1"], "standings": [0.0, -1.0], "probabilities": [0.7, 0.3]}}
    credit = {"type": "impression", "value": 1.0, "share": 1.0, "decision": "d1", "slot": "main", "passage": "b#1",
              "document": "b", "role": "it", "phase": "select", "at": 1_760_000_000_000, "propensity": 0.3}
    unseen, plain = {**record, "id": "d2"}, {**record, "id": "d3", "draw": {}}
    student = {**record, "id": "d4", "not_buying": "student"}
    credits = [credit, {**credit, "type": "download"}, {**credit, "decision": "d3"}, {**credit, "decision": "d4"}]
    found, left_out = from_records([record, unseen, plain, student], credits, Till(), Arm)
    assert left_out == 1
    assert [(one.at, one.reward, one.probabilities[one.at]) for one in found] == [(1, 0.4, 0.3)]


def test_a_page_for_words_searched_elsewhere_is_judged_as_one_that_was_asked_for() -> None:
    record = {"id": "d1", "at": 1_760_000_000_000, "role": {"id": "it"}, "phase": {"id": "select"}, "kind": "question",
              "request": {"referrer": "https://suche.example/?q=pumpe"}, "items": [{"passage": "a#1", "slot": "main"}],
              "draw": {"passages": ["a#1"], "standings": [0.0], "probabilities": [1.0], "neutral": ["a#1"]}}
    credit = {"type": "impression", "value": 1.0, "share": 1.0, "decision": "d1", "slot": "main", "passage": "a#1",
              "document": "a", "role": "it", "phase": "select", "at": 1_760_000_000_000, "propensity": 1.0}
    found, _ = from_records([record], [credit], Till(), Arm)
    assert [one.context.kind for one in found] == ["question"]


def test_the_command_says_not_decidable_on_a_short_log(tmp_path: Path) -> None:
    from engine.cli import app

    file = tmp_path / "log.ndjson"
    file.write_text("\n".join(json.dumps(_line(chosen=i % 2)) for i in range(50)), encoding="utf-8")
    done = CliRunner().invoke(app, ["evaluate", "--policy", "greedy", "--log", str(file), "--json"])
    assert done.exit_code == 0, done.output
    assert json.loads(done.stdout)["verdict"] == "not decidable"


def test_the_simulation_command_gives_json(tmp_path: Path, monkeypatch) -> None:
    from engine.cli import app

    monkeypatch.setenv("LOTSE_VAR", str(tmp_path))
    done = CliRunner().invoke(app, ["simulate", "--world", "zero", "--visits", "150", "--synthetic", "--json"])
    assert done.exit_code == 0, done.output
    told = json.loads(done.stdout)
    assert told["met"] == {"no lift claimed": "met", "the interval of the lift covers 0": "met"}
    assert told["visits"] == 150
