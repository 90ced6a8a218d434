"""How often a slot is looked at at all, compared with the main one: learnt from what slots earn beyond expectation."""

from __future__ import annotations

from dataclasses import dataclass, field

# Argued, no published figure for this page layout: reading goes downwards and stops somewhere.
PRIOR = {"main": 1.0, "next": 0.6, "proof": 0.55, "common": 0.5}
_OTHER = 0.5
_PSEUDO = 50.0  # expected rewards that the prior is worth
_DECAY = 0.9995  # per outcome of a slot: the last few thousand count


@dataclass
class Examination:
    """Position-based model: P(reward) = P(slot is looked at) x P(passage pleases).

    For each slot the earned and the expected rewards are summed; their ratio, pulled towards the prior, is the factor.
    The main slot is 1 by definition.
    """

    earned: dict[str, float] = field(default_factory=dict)
    expected: dict[str, float] = field(default_factory=dict)

    def factor(self, slot: str) -> float:
        """0.05..1."""
        if slot == "main":
            return 1.0
        prior = PRIOR.get(slot, _OTHER)
        ratio = (prior * _PSEUDO + self.earned.get(slot, 0.0)) / (_PSEUDO + self.expected.get(slot, 0.0))
        return min(1.0, max(0.05, ratio))

    def note(self, slot: str, reward: float, expected: float) -> None:
        """One display (`expected` > 0) or a later reward (`expected` 0) of a slot."""
        if slot not in PRIOR:
            return
        keep = _DECAY if expected else 1.0
        self.earned[slot] = max(0.0, self.earned.get(slot, 0.0) * keep + reward)
        self.expected[slot] = self.expected.get(slot, 0.0) * keep + expected
