"""The contract of a ranking feature: a number for every candidate, and one line for people."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from engine.ranking.situation import Slate, Values


@dataclass(frozen=True)
class Feature:
    """`compute` gives shape (n,) over the slate's rows; `reason` one sentence for the candidate at a
    position, "" when this feature has nothing to say about it."""

    name: str
    compute: Callable[[Slate], Values]
    reason: Callable[[Slate, int, str], str]


def no_reason(slate: Slate, at: int, lang: str) -> str:
    """For features that need no explanation of their own."""
    return ""


def zeros(slate: Slate) -> Values:
    """A feature that does not apply here."""
    return slate.rows.astype("float32") * 0
