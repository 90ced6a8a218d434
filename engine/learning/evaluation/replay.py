"""Puts a policy in the place of the one that was there: which chances it would have given to what was shown."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from engine.errors import InvalidInput
from engine.learning.beliefs import Beliefs
from engine.learning.evaluation.estimators import Sample
from engine.learning.evaluation.log import Logged
from engine.learning.policy import Numbers, Outcome, Policy


def sample_of(log: Sequence[Logged], policy: Policy, *, learn: bool = True) -> Sample:
    """The log as a sample for `policy`, with guesses for DR.

    The policy meets the decisions in the order of time. With `learn` it also learns, after each decision, from what was
    logged there; what it would have shown depends only on what came before, so the estimates stay valid, and they tell
    what it would have earned over the period while learning from *this* log's displays.

    The guesses come from a model of our own levels that has seen the other half of the log (two-fold cross-fitting), so
    that it does not know the rewards it guesses.

    Raises:
        InvalidInput: the log is empty.
    """
    if not log:
        raise InvalidInput("There are no decisions to evaluate on.", where="the log",
                           fix="Let the service answer with exploration for a while; decisions need an impression.")
    ordered = sorted(log, key=lambda one: one.when)
    models = [_taught(ordered[1::2]), _taught(ordered[0::2])]
    rows = []
    for number, one in enumerate(ordered):
        standings = np.array(one.standings)
        target = policy.probabilities(standings, one.arms, one.context)
        guesses = _guesses(models[number % 2], one)
        rows.append((one.reward, one.probabilities[one.at] / sum(one.probabilities), target[one.at] / target.sum(),
                     guesses[one.at], float(guesses @ target) / float(target.sum())))
        if learn:
            policy.learn([_outcome(one)])
    columns = np.array(rows).T
    return Sample(columns[0], columns[1], columns[2], columns[3], columns[4])


def _taught(log: Sequence[Logged]) -> Beliefs:
    beliefs = Beliefs.empty()
    for one in log:
        outcome = _outcome(one)
        beliefs.correct(outcome.arm, outcome.context, outcome.standing, outcome.reward, 1.0, 1.0,
                        outcome.at.timestamp() / 86_400)
    return beliefs


def _guesses(beliefs: Beliefs, one: Logged) -> Numbers:
    mean, _ = beliefs.utilities(np.array(one.standings), list(one.arms), one.context)
    return 1 / (1 + np.exp(-mean))


def _outcome(one: Logged) -> Outcome:
    return Outcome(one.arms[one.at], one.context, "main", one.reward, one.when, one.standings[one.at],
                   propensity=one.probabilities[one.at])
