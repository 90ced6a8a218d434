"""Keeps to the neutral page while a role may earn less on its own: a conservative bandit without the certainty."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from engine.learning.policy import Arm, Context, Numbers, Policy

# Probability of being the worse page: up to the first it is simply shown, from the second hardly. What nobody has tried yet
# is doubted by less than .2 (two libraries, 80 situations each): the first visitors of a role see the page that is made for it.
SURE, IN_DOUBT = 0.2, 0.5
MOST = 0.85  # of answers show the neutral page's passage in full doubt; with less than a seventh left too little is found out


def careful(
    chances: Numbers, policy: Policy, standings: NDArray[np.floating], arms: Sequence[Arm], context: Context
) -> Numbers:
    """(n,) the chances, mixed with the certainty of the neutral page's passage where caution demands it.

    Nothing changes where no arm is marked `neutral`, or where that one is the likeliest anyway.
    """
    likeliest = int(chances.argmax())
    at = next((n for n, arm in enumerate(arms) if arm.neutral), likeliest)
    if at == likeliest:
        return chances
    share = caution(policy, np.asarray(standings)[[likeliest, at]], [arms[likeliest], arms[at]], context)
    mixed = (1 - share) * chances
    mixed[at] += share * chances.sum()
    return mixed


def caution(policy: Policy, standings: NDArray[np.floating], arms: Sequence[Arm], context: Context) -> float:
    """0..0.85: share of answers that must show the second of two arms, which is what the neutral page shows.

    A conservative bandit (Wu et al. 2016; Kazerouni et al. 2017) keeps to a baseline until it is sure to earn as much.
    Being sure takes longer than the few hundred visits that a role brings; so the share follows the doubt that is left by
    all beliefs, which all roles teach, and a rest stays for finding out. A policy without `doubt` (of
    `engine.learning.policies.hierarchical_thompson`) has none, and where something was asked no page is neutral.
    """
    doubt = getattr(policy, "doubt", None)
    if doubt is None or context.kind != "browse":
        return 0.0
    found = float(doubt(standings, arms, context))
    return MOST * min(max((found - SURE) / (IN_DOUBT - SURE), 0.0), 1.0)
