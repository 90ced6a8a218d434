"""What the engine answers, as plain data: the decision and its items."""

from __future__ import annotations

from dataclasses import dataclass, field

from engine.visitors.models import VisitorView


@dataclass(frozen=True)
class Item:
    """One shown passage; `contributions` add up to `score`, `features` are their raw values.

    `frame` is how it is told where the visitor chose that, "" otherwise.
    """

    slot: str
    document: str
    passage: str
    heading: str
    title: str
    type: str
    lang: str
    snippet: str
    url: str
    score: float
    propensity: float
    reasons: tuple[str, ...]
    features: dict[str, float] = field(default_factory=dict)
    contributions: dict[str, float] = field(default_factory=dict)
    near: bool = False
    frame: str = ""


@dataclass(frozen=True)
class Decision:
    """One answer. `answer` is found, none or not_asked; `degraded` says that something did not work."""

    id: str
    release: str
    policy: str
    group: str
    visitor: VisitorView
    items: tuple[Item, ...]
    answer: str
    confidence: float
    questions: tuple[str, ...]
    lang: str
    degraded: bool = False
    notes: tuple[str, ...] = ()
    considered: tuple[str, ...] = ()
    seed: str = ""
    arms: tuple[tuple[str, str], ...] = ()
