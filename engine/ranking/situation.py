"""What is asked of the engine, and everything the ranking stages share while answering it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from typing import Any, TypeVar

import numpy as np
from numpy.typing import NDArray

from engine.retrieval.release import Release
from engine.retrieval.search import Matches, Question
from engine.visitors.models import UNKNOWN, VisitorView

Values = NDArray[np.float32]
Known = TypeVar("Known")


@dataclass(frozen=True)
class Situation:
    """One moment of one visitor.

    Attributes:
        lang: language of the answer's own words and of preference; passages of others are marked, not hidden.
        page: path of the document being read now, never shown back. scope: choose inside this document only.
        question: what was asked, None when nothing was. facets: (F,) what the question is about.
        open_question: what was asked before, on the way to this page; None where a question is asked now.
        searched: the question was not typed here but into the search engine that led here.
        seed: makes the draw repeatable. explore: False = always the best (previews, judging).
        neutral: True = the page of the holdout, nothing personal.
    """

    release: Release
    visitor: VisitorView
    today: date
    lang: str = "de"
    slots: int = 4
    page: str = ""
    scope: str = ""
    industry: str = ""
    question: Question | None = None
    facets: Values | None = None
    searched: bool = False
    open_question: Question | None = None
    title_vector: Values | None = None
    seed: str = ""
    explore: bool = False
    neutral: bool = False

    @property
    def nobody(self) -> bool:
        """Whether the page is for nobody in particular: neither role nor phase may be acted on."""
        return self.neutral or self.visitor.role.id == self.visitor.phase.id == UNKNOWN


@dataclass
class Slate:
    """The candidates on their way through the stages; arrays follow `rows`.

    `learnt`, by position: how much better than the ranking says a candidate is believed to please, in standings; empty
    where nothing was learnt. `standings`, by position: where the items of the holdout's page stand in the visitor's own
    ranking.
    """

    situation: Situation
    rows: NDArray[np.int64]
    matches: Matches | None = None
    features: dict[str, Values] = field(default_factory=dict)
    contributions: dict[str, Values] = field(default_factory=dict)
    score: Values = field(default_factory=lambda: np.zeros(0, dtype=np.float32))
    answer: str = "not_asked"
    confidence: float = 0.0
    chosen: list[Chosen] = field(default_factory=list)
    policy: str = ""
    draw: dict[str, Any] = field(default_factory=dict)
    learnt: dict[int, float] = field(default_factory=dict)
    standings: dict[int, float] = field(default_factory=dict)
    _worked_out: dict[str, Any] = field(default_factory=dict, init=False, repr=False)

    def once(self, name: str, work_out: Callable[[], Known]) -> Known:
        """What several items need, worked out for the first of them and kept until the candidates change."""
        if name not in self._worked_out:
            self._worked_out[name] = work_out()
        known: Known = self._worked_out[name]
        return known

    def row_of(self, item: Chosen) -> int:
        """Row of the release that is shown for an item."""
        return int(self.rows[item.at]) if item.framed is None else item.framed

    def take(self, keep: NDArray[np.bool_] | NDArray[np.int64]) -> None:
        """Keep only some candidates, in every array."""
        self._worked_out.clear()
        self.rows = self.rows[keep]
        self.features = {name: values[keep] for name, values in self.features.items()}
        self.contributions = {name: values[keep] for name, values in self.contributions.items()}
        if len(self.score):
            self.score = self.score[keep]


@dataclass
class Chosen:
    """One item of the list: `at` is its position among the candidates, `snippet` its sentences.

    `framed` is the row that is shown instead: the same facts told in the frame that the visitor prefers.
    """

    at: int
    slot: str
    propensity: float = 1.0
    snippet: str = ""
    near: bool = False
    framed: int | None = None
