"""What a report is: one question about the business, its formula, and an answer that admits what it does not know."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from engine.insight.warehouse import Warehouse

Words = dict[str, str]
Row = dict[str, Any]
Asked = Callable[[Warehouse], "Result"]
OK, TOO_FEW, EMPTY = "ok", "too few", "nothing yet"


@dataclass(frozen=True)
class Result:
    """The answer to one question for one stretch of time.

    Attributes:
        value: the main figure, None where `state` says why there is none. n: what it rests on. interval: 95 %.
        upper: where the truth can only be bounded, its upper bound; `value` is then the lower one.
        unit: share, seconds, per month or number. rows: the table behind it, small cells left out.
        note: what must be known to read it, by language. left_out: people of that stretch who are not buying and so in no
            figure, None = some, but too few to be told.
    """

    value: float | None
    n: int
    interval: tuple[float, float] | None = None
    unit: str = "share"
    rows: list[Row] = field(default_factory=list)
    note: Words = field(default_factory=dict)
    state: str = OK
    left_out: int | None = 0
    upper: float | None = None


@dataclass(frozen=True)
class Report:
    """A question with a name; `run` answers it from the columns of a stretch of time."""

    name: str
    question: Words
    formula: str
    run: Asked
