"""Time to first answer: what a visitor pays before he gets something."""

from __future__ import annotations

import math

from engine.insight.rates import MIN_N, MIN_PEOPLE, Z95
from engine.insight.report import EMPTY, OK, TOO_FEW, Report, Result, Row
from engine.insight.warehouse import Warehouse

_NOTE = {
    "de": "Median der Besuche mit einer Antwort; Besuche ohne Antwort stehen unter „answered“. Nur erkannte Besucher.",
    "en": "Median of the visits that got an answer; those that got none are in 'answered'. Recognised visitors only.",
}
_SQL = """
SELECT grp, count(*), count(DISTINCT v), list_sort(list((answered - start) / 1000.0)) FROM visits
WHERE answered IS NOT NULL AND answered >= start GROUP BY grp ORDER BY grp
"""


def run(con: Warehouse) -> Result:
    """By group; the interval comes from the order of the values, without any assumption about their shape."""
    rows: list[Row] = []
    main = Result(None, 0, None, "seconds", rows, _NOTE, EMPTY)
    for group, n, people, seconds in con.rows(_SQL):
        if people < MIN_PEOPLE:
            continue
        low, middle, high = _median(seconds)
        enough = n >= MIN_N
        state = OK if enough else TOO_FEW
        rows.append({"group": group, "n": n, "seconds": middle if enough else None, "low_s": low if enough else None,
                     "high_s": high if enough else None, "state": state})
        if group == "engine":
            main = Result(middle if enough else None, n, (low, high) if enough else None, "seconds", rows, _NOTE, state)
    return main


def _median(values: list[float]) -> tuple[float, float, float]:
    """Lower end, median, upper end at 95 % (binomial ranks)."""
    n = len(values)
    half = Z95 * math.sqrt(n) / 2
    low, high = max(math.floor(n / 2 - half), 0), min(math.ceil(n / 2 + half), n - 1)
    return values[low], (values[(n - 1) // 2] + values[n // 2]) / 2, values[high]


REPORT = Report(
    "first_answer",
    {"de": "Wie lange dauert es bis zur ersten Antwort?", "en": "How long until the first answer?"},
    "median seconds from entry to the first snippet opened, question answered or answer marked as helpful",
    run,
)
