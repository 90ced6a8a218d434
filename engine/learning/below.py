"""What was learnt, for the slots below the main one: they are not drawn, but follow the ranking as outcomes moved it."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from engine.learning.arms import DIGITS
from engine.learning.policy import Arm, Context, Numbers, Policy


def learnt(policy: Policy, standings: NDArray[np.floating], arms: Sequence[Arm], context: Context) -> Numbers:
    """(n,) how much better than the ranking says each arm is believed to please, in standings, rounded as it is logged.

    Zeros of a policy that has no `learnt` (of `engine.learning.policies.hierarchical_thompson`), of an untaught one, and
    where something was asked: there nothing is tried out and nothing moved.
    """
    of = getattr(policy, "learnt", None)
    if of is None or context.kind != "browse" or not len(arms):
        return np.zeros(len(arms))
    moved: Numbers = np.round(of(standings, arms, context), DIGITS)
    return moved
