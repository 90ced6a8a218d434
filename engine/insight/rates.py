"""Rates as reports show them: with an interval, not at all for too few, and never for a handful of people."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from typing import Any

from engine.insight.report import EMPTY, OK, TOO_FEW, Result, Row, Words

Z95 = 1.959963984540054
MIN_N = 100
MIN_PEOPLE = 10


def wilson(hits: float, n: int, z: float = Z95) -> tuple[float, float]:
    """Score interval of a rate (Wilson 1927); (0, 1) where nothing was seen."""
    if n <= 0:
        return 0.0, 1.0
    rate, square = hits / n, z * z
    middle = (rate + square / (2 * n)) / (1 + square / n)
    half = z * math.sqrt(rate * (1 - rate) / n + square / (4 * n * n)) / (1 + square / n)
    return max(middle - half, 0.0), min(middle + half, 1.0)


def rate(labels: Row, hits: int, n: int) -> Row:
    """A table row; below `MIN_N` it says "too few" instead of a rate."""
    if n < MIN_N:
        return {**labels, "n": n, "rate": None, "low": None, "high": None, "state": TOO_FEW}
    low, high = wilson(hits, n)
    return {**labels, "n": n, "rate": hits / n, "low": low, "high": high, "state": OK}


def enough_people(rows: Iterable[tuple[int, Row]]) -> tuple[list[Row], int]:
    """Rows of `MIN_PEOPLE` people or more, and how many were left out.

    A single row left out could be worked out from the total, so the smallest of the others goes with it.
    """
    known = list(rows)
    shown = [(people, row) for people, row in known if people >= MIN_PEOPLE]
    if len(known) - len(shown) == 1 and shown:
        smallest = min(range(len(shown)), key=lambda i: shown[i][0])
        shown.pop(smallest)
    return [row for _, row in shown], len(known) - len(shown)


def reached(labels: Row, hits: int, n: int) -> Row:
    """The rate with who got there; of a handful neither number nor rate, from which the number would follow."""
    if hits == 0 or hits >= MIN_PEOPLE:
        return rate({**labels, "reached": hits}, hits, n)
    hidden = {"rate": None, "low": None, "high": None, "state": TOO_FEW}
    return {**labels, "reached": f"under {MIN_PEOPLE}", "n": n, **hidden}


def whole(cells: Sequence[tuple[int, int]]) -> tuple[int, int]:
    """(hits, n) of all cells, as the total beside rows that `reached` made of them.

    Cells too small to be shown are in it only if they are several and enough together: otherwise they could be worked out by
    taking the rows shown from the total.
    """
    small = [(hits, n) for hits, n in cells if n < MIN_PEOPLE or 0 < hits < MIN_PEOPLE]
    hits, n = sum(one[0] for one in small), sum(one[1] for one in small)
    enough = len(small) > 1 and n >= MIN_PEOPLE and not 0 < hits < MIN_PEOPLE
    counted = cells if enough or len(small) == len(cells) else [one for one in cells if one not in small]
    return sum(one[0] for one in counted), sum(one[1] for one in counted)


def by_group(found: Sequence[tuple[Any, ...]], note: Words) -> Result:
    """A rate of those who get the engine, with the same rate of the holdout beside it.

    Args:
        found: (group, hits, n, people) a row.
    """
    named = [(people, rate({"group": group}, int(hits or 0), n)) for group, hits, n, people in found]
    rows = [row for people, row in sorted(named, key=lambda one: str(one[1]["group"])) if people >= MIN_PEOPLE]
    main = next(((int(hits or 0), n, people) for group, hits, n, people in found if group == "engine"), (0, 0, 0))
    return single(main[0], main[1], rows, note, people=main[2])


def single(hits: int, n: int, rows: list[Row], note: Words, *, people: int | None = None) -> Result:
    """One rate with its table."""
    if (n if people is None else people) < MIN_PEOPLE:
        return Result(None, 0, None, "share", rows, note, EMPTY if n == 0 else TOO_FEW)
    if n < MIN_N:
        return Result(None, n, None, "share", rows, note, TOO_FEW)
    return Result(hits / n, n, wilson(hits, n), "share", rows, note)


def left_out(note: Words, rows: int) -> Words:
    """The note with how many segments were too small to show."""
    if not rows:
        return note
    told = {"de": "Ein Segment mit zu wenigen Personen ist nicht gezeigt.", "en": "One segment with too few people is not shown."}
    if rows > 1:
        told = {"de": f"{rows} Segmente mit zu wenigen Personen sind nicht gezeigt.",
                "en": f"{rows} segments with too few people are not shown."}
    return {lang: f"{note.get(lang, '')} {text}".strip() for lang, text in told.items()}
