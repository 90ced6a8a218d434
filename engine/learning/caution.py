"""Keeps to the neutral page while a role may earn less on its own: a conservative bandit without the certainty."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from engine.learning.draw import draw
from engine.learning.policy import Arm, Context, Numbers, Page, Policy, floor_of

# Probability of being the worse page: up to the first it is simply shown, from the second hardly; of answers the third are the
# neutral page in full doubt, the rest finds out. One or two items are never surely better: by the first line they would cost
# a twelfth of what one-slot pages earn where all priors are right.
_PAGE, _FEW_ITEMS = (0.05, 0.2, 0.95), (0.2, 0.5, 0.85)
_ITEMS_OF_A_PAGE = 3
# Shipped priors have the benefit of the doubt, else nobody would see the page that is made for his role before hundreds of
# visits have proved it: to be doubted, it must at first be worth a third less than the neutral page, and no longer any
# less once displays to that role (of either page, for nobody knows which of them told how much) were expected to earn so
# many rewards. They fade as beliefs do, so a role that brings fewer than one in nine days stays trusted somewhat longer.
_ALLOWED, _UNTIL = 0.35, 15.0


@dataclass(frozen=True)
class Drawn:
    """What is shown.

    Attributes:
        at: position of the main item. propensity: with which it was put there. neutral_page: the rest of the page is the
            neutral page's, too, in this visitor's slots. distribution: (n,) for each candidate the probability of being the
            main item.
        caution: the probability of the neutral page as a whole; with `distribution` and the seed it replays the draw.
        own, neutral: the pages it was drawn between, None where there was no choice.
    """

    at: int
    propensity: float
    neutral_page: bool
    distribution: list[float]
    caution: float = 0.0
    own: Page | None = None
    neutral: Page | None = None


def draw_page(
    policy: Policy, standings: NDArray[np.floating], arms: Sequence[Arm], context: Context, seed: str,
    own: Callable[[int], Page], neutral: Callable[[], Page],
) -> Drawn:
    """Draw the main item, or in doubt the neutral page as a whole.

    Args:
        own: the page with this main item, by its position. neutral: the neutral page; asked only where an arm is marked so.
    """
    at = neutral_at(arms)
    if at is None or not hasattr(policy, "caution"):
        choice = policy.choose(standings, arms, context, 1, seed)
        return Drawn(choice.order[0], choice.propensities[0], False, choice.distribution)
    chances = policy.probabilities(standings, arms, context)
    mine, plain = own(int(chances.argmax())), neutral()
    weights = with_caution(policy, chances, at, (mine, plain), context)
    found = draw(weights, 1, seed).order[0]
    whole, distribution = found == len(chances), marginal(weights, at)
    shown = at if whole else found
    return Drawn(shown, float(distribution[shown] / weights.sum()), whole, distribution.tolist(), float(weights[-1]), mine, plain)


def with_caution(policy: Policy, chances: Numbers, at: int, pages: tuple[Page, Page], context: Context) -> Numbers:
    """(n + 1,) weights of the candidates as main items of an own page, and last of the neutral page, rounded as logged.

    Args:
        chances: (n,) of the policy; its floor of even chances stays whatever the caution. at: position of the neutral
            page's main item. pages: with the likeliest main item, and the neutral one.
    """
    n, share = len(chances), caution(policy, *pages, context)
    kept = floor_of(policy) / n if share else 0.0
    own = (1 - share) * chances + share * kept
    weights = np.round(np.append(own, share * (1 - n * kept)), 6)
    return weights if weights.any() else np.append(np.arange(n) == at, 0.0)


def marginal(weights: Numbers, at: int) -> Numbers:
    """(n,) of (n + 1,) weights: how likely each candidate is the main item of whichever page."""
    found: Numbers = weights[:-1].copy()
    found[at] += weights[-1]
    return np.round(found, 6)


def neutral_at(arms: Sequence[Arm]) -> int | None:
    """Position of the neutral page's main item, None where there is none."""
    return next((n for n, arm in enumerate(arms) if arm.neutral), None)


def caution(policy: Policy, own: Page, neutral: Page, context: Context) -> float:
    """0..0.95: share of answers that must be the neutral page.

    A conservative bandit (Wu et al. 2016; Kazerouni et al. 2017) keeps to a baseline until it is sure to earn as much.
    Being sure takes longer than the few hundred visits that a role brings; so the share follows the doubt that is left by
    all beliefs, which all roles teach, and a rest stays for finding out. A policy without `caution` (of
    `engine.learning.policies.hierarchical_thompson`) has none, and where something was asked no page is neutral.
    """
    of = getattr(policy, "caution", None)
    if of is None or context.kind != "browse" or own.passages == neutral.passages:
        return 0.0
    return float(of(own, neutral, context))


def share_in(doubt: float, items: int) -> float:
    """The share of the neutral page at this probability of the own page, of so many items, being worse."""
    sure, in_doubt, most = _PAGE if items >= _ITEMS_OF_A_PAGE else _FEW_ITEMS
    return most * min(max((doubt - sure) / (in_doubt - sure), 0.0), 1.0)


def tolerance(told: float) -> float:
    """Factor on the neutral page's worth that an own page is compared with.

    Args:
        told: rewards that were to be expected of all displays to that role so far (`Beliefs.told`).
    """
    return 1 - _ALLOWED * max(0.0, 1 - told / _UNTIL)
