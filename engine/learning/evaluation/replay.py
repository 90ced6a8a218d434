"""Puts a policy in the place of the one that was there: which chances it would have given to what was shown."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from engine.errors import InvalidInput
from engine.learning.beliefs import Beliefs
from engine.learning.caution import marginal, neutral_at, with_caution
from engine.learning.evaluation.estimators import Sample
from engine.learning.evaluation.log import Logged
from engine.learning.policy import Numbers, Outcome, Page, Policy


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
        target = _chances(policy, standings, one)
        guesses = _guesses(models[number % 2], one)
        rows.append((one.reward, one.probabilities[one.at] / sum(one.probabilities), target[one.at] / target.sum(),
                     guesses[one.at], float(guesses @ target) / float(target.sum())))
        if learn:
            policy.learn([_outcome(one)])
    columns = np.array(rows).T
    return Sample(columns[0], columns[1], columns[2], columns[3], columns[4])


def _chances(policy: Policy, standings: Numbers, one: Logged) -> Numbers:
    """As it would be served. The page of its likeliest arm is the logged one with that arm first (in exchange, where it is there
    already); where pages are not known, only their main items are compared."""
    chances, at = policy.probabilities(standings, one.arms, one.context), neutral_at(one.arms)
    if at is None:
        return chances
    likeliest = int(chances.argmax())
    first, plain = (Page((one.arms[n],), (one.standings[n],), ("main",)) for n in (likeliest, at))
    if one.pages is not None:
        own, plain = one.pages
        items = dict(zip(own.arms, own.standings, strict=True))
        below = [arm if arm.passage != one.arms[likeliest].passage else own.arms[0] for arm in own.arms[1:]]
        first = Page((*first.arms, *below), (*first.standings, *(items[arm] for arm in below)), own.slots)
    return marginal(with_caution(policy, chances, at, (first, plain), one.context), at)


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
