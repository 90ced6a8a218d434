"""All policies by name; one a file."""

from __future__ import annotations

from collections.abc import Callable

from engine.errors import SettingError
from engine.learning.policies.epsilon_greedy import EpsilonGreedy
from engine.learning.policies.greedy import Greedy
from engine.learning.policies.hierarchical_thompson import HierarchicalThompson
from engine.learning.policies.uniform import Uniform
from engine.learning.policy import Policy

POLICIES: dict[str, Callable[[], Policy]] = {
    "default": HierarchicalThompson, "hierarchical-thompson": HierarchicalThompson, "greedy": Greedy,
    "uniform": Uniform, "epsilon-greedy": EpsilonGreedy,
}


def make_policy(name: str) -> Policy:
    """A policy that has learnt nothing yet.

    Raises:
        SettingError: there is none of that name.
    """
    if name not in POLICIES:
        raise SettingError(f"There is no policy {name!r}.", where="setting policy",
                           fix=f"One of {', '.join(sorted(POLICIES))}.")
    return POLICIES[name]()


__all__ = ["POLICIES", "EpsilonGreedy", "Greedy", "HierarchicalThompson", "Uniform", "make_policy"]
