"""Small made-up arms, contexts and outcomes for tests of learning."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from engine.learning.policy import Arm, Context, Outcome

START = datetime(2026, 3, 1, tzinfo=UTC)


def arm(number: int, *, facet: str = "price", kind: str = "case_study", role: str = "finance", document: str = "") -> Arm:
    """An arm; same facet, type and role by default, own document and passage."""
    name = document or f"doc{number}.md"
    return Arm(f"{name}#{number}", name, kind, ((facet, 1.0),), ((role, 1.0),), (("select", 1.0),), ("1", "2", "3"))


def outcome(shown: Arm, reward: float, *, day: float = 0.0, slot: str = "main", context: Context | None = None,
            standing: float = 0.0, display: float = 1.0) -> Outcome:
    """What became of a display."""
    return Outcome(shown, context or Context("finance", "select"), slot, reward, START + timedelta(days=day), standing, display)
