"""The default policy: Thompson sampling over a Bayesian logistic model with shared levels, with exact propensities."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import cache
from typing import Any, Self

import numpy as np
from numpy.typing import NDArray

from engine.learning import state
from engine.learning.beliefs import Beliefs
from engine.learning.caution import share_in, tolerance
from engine.learning.draw import draw, with_floor
from engine.learning.hierarchy import SCALED, prior_means
from engine.learning.policy import Arm, Choice, Context, Numbers, Outcome, Page
from engine.learning.position import Examination

_SAMPLES = 256
_NAME = "hierarchical-thompson@2"
_READ = frozenset({_NAME, "hierarchical-thompson@1"})  # since @2 there are two levels more, found by name like the others


class HierarchicalThompson:
    """Shows each candidate about as often as it is likely to be the best one, given all that was seen.

    A candidate's log-odds are the ranking's standing times a learnt trust in it, plus what is known of its facet, type,
    audience, stage, document, passage and theme, and of the visitor's role and phase with these. The prior is the
    shipped ranking; contradicting outcomes first cost it trust (for one role, if only one is concerned) and then
    correct the levels, so that a few clicks already help and nothing has to be learnt for each empty cell.

    Propensities are exact, although Thompson sampling has no closed form: the shares of the best among 256 fixed
    standard-normal draws *are* the probabilities, mixed with a floor, and the shown arm is drawn from these. Against
    unlimited draws a share p has a standard error of at most sqrt(p (1 - p) / 256) <= 0.032.

    Args:
        floor: share of decisions taken with even chances, so that nothing has a propensity below floor / n.
        boldness: factor on the standard deviations; 1 = Thompson sampling as in the book, 0 = the best expectation. With
            forty candidates and a few thousand visits a year the book explores for longer than it pays; in the swapped
            world 0.4 earned more in 3,000 visits than 0.2.
        half_life: days after which half of what was learnt is forgotten.
        restraint: share of decisions that take the best expectation as it stands; the others sample. A library offers
            two dozen passages of nearly the same worth: pure sampling would show another one than the best in four of
            five answers before anything is learnt, which visitors pay for.
    """

    version = _NAME

    def __init__(
        self, floor: float = 0.02, boldness: float = 0.4, half_life: float = 90.0, restraint: float = 0.5
    ) -> None:
        self.floor, self.boldness, self.restraint = floor, boldness, restraint
        self.beliefs, self.examination, self.count = Beliefs.empty(half_life), Examination(), 0

    def probabilities(self, standings: NDArray[np.floating], arms: Sequence[Arm], context: Context) -> Numbers:
        """(n,) the shares of the draws in which each candidate is best, with the floor."""
        n = len(arms)
        mean, covariance = self.beliefs.utilities(standings, list(arms), context)
        root = np.linalg.cholesky(covariance + 1e-9 * np.eye(n))
        draws = mean + self.boldness * (_normals(n) @ root.T)
        shares = np.bincount(draws.argmax(axis=1), minlength=n) / len(draws)
        shares = (1 - self.restraint) * shares
        shares[int(mean.argmax())] += self.restraint
        return with_floor(shares, self.floor)

    def caution(self, own: Page, neutral: Page, context: Context) -> float:
        """Share of answers that must be the neutral page; see `engine.learning.caution`."""
        return share_in(self.doubt(own, neutral, context), len(own.arms))

    def doubt(self, own: Page, neutral: Page, context: Context) -> float:
        """Probability, by all that was seen, that the first page is less likely than the second to please with at least one item.

        By the same fixed draws as the propensities, of all items of both pages together; while little was shown to that role,
        less by `tolerance`.
        """
        told = dict(zip([*own.arms, *neutral.arms], [*own.standings, *neutral.standings], strict=True))
        at = {arm.passage: n for n, arm in enumerate(told)}
        mean, covariance = self.beliefs.utilities(np.array(list(told.values())), list(told), context)
        root = np.linalg.cholesky(covariance + 1e-9 * np.eye(len(told)))
        rates = 1 / (1 + np.exp(-(mean + _normals(len(told)) @ root.T)))

        def worth(page: Page) -> Numbers:
            examined = np.array([self.examination.factor(slot) for slot in page.slots])
            return np.asarray(1 - np.prod(1 - examined * rates[:, [at[name] for name in page.passages]], axis=1))

        enough = tolerance(self.beliefs.told.get(context.role, 0.0))
        return float((worth(own) < enough * worth(neutral)).mean())

    def learnt(self, standings: NDArray[np.floating], arms: Sequence[Arm], context: Context) -> Numbers:
        """(n,) how much better than the ranking says each arm is by now believed to please, in standings; 0 where nothing
        was learnt. What all arms have in common (a role that clicks more) is in all of them."""
        worth = prior_means(context.kind)[SCALED].sum()
        return self.beliefs.shift(standings, list(arms), context) / worth  # type: ignore[no-any-return]

    def choose(
        self, standings: NDArray[np.floating], arms: Sequence[Arm], context: Context, count: int, seed: str
    ) -> Choice:
        """Drawn from `probabilities`; further ones from what is left."""
        return draw(self.probabilities(standings, arms, context), count, seed)

    def learn(self, outcomes: Iterable[Outcome]) -> int:
        """Correct the beliefs; the same outcomes in another order end close to, though not exactly at, the same state."""
        before = self.count
        for outcome in outcomes:
            examined = self.examination.factor(outcome.slot)
            expected = self.beliefs.correct(
                outcome.arm, outcome.context, outcome.standing, min(max(outcome.reward, -1.0), 1.0), outcome.shown,
                examined, outcome.at.timestamp() / 86_400,
            )
            self.examination.note(outcome.slot, outcome.reward, expected * outcome.shown)
            self.count += 1
        return self.count - before

    def to_bytes(self) -> bytes:
        """At most 810 kB, however much was learnt: the joint entries with half of their covariances, and the table."""
        facts = {
            "version": _NAME, "floor": self.floor, "boldness": self.boldness, "half_life": self.beliefs.half_life,
            "day": self.beliefs.day, "count": self.count, "earned": self.examination.earned,
            "expected": self.examination.expected, "told": self.beliefs.told,
        }
        b, n = self.beliefs, self.beliefs.used
        facts["entries"] = b.entries[:n].tolist()
        below = b.covariance[:n, :n][np.tril_indices(n)]
        return state.pack(facts, (np.concatenate([b.prior[:n], b.mean[:n], below, b.moved, b.variance]),))

    @classmethod
    def from_bytes(cls, state_bytes: bytes) -> Self:
        """The policy again.

        Raises:
            StoreError: damaged, or written by another version.
        """
        facts, (numbers,) = state.unpack(state_bytes, _READ)
        policy = cls(facts["floor"], facts["boldness"], facts["half_life"])
        policy.beliefs = _beliefs(facts, numbers)
        policy.examination = Examination(facts["earned"], facts["expected"])
        policy.count = facts["count"]
        return policy


def _beliefs(facts: dict[str, Any], numbers: NDArray[np.float32]) -> Beliefs:
    empty, n = Beliefs.empty(facts["half_life"]), len(facts["entries"])
    prior, mean, below, moved, variance = np.split(
        numbers, np.cumsum([n, n, n * (n + 1) // 2, len(empty.moved)]))
    empty.entries[:n], empty.prior[:n], empty.mean[:n] = facts["entries"], prior, mean
    empty.covariance[np.tril_indices(n)] = below
    empty.covariance.T[np.tril_indices(n)] = below
    return Beliefs(empty.entries, empty.prior, empty.mean, empty.covariance, moved.copy(), variance.copy(), facts["day"],
                   facts["half_life"], facts.get("told", {}))


@cache
def _normals(n: int) -> Numbers:
    """(samples, n) fixed standard normals, each with its mirror image, so that means are exact."""
    half = np.random.default_rng([20261121, n]).standard_normal((_SAMPLES // 2, n))
    return np.concatenate([half, -half])
