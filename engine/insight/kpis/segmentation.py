"""The value of a finer segmentation, with its "not worth it"."""

from __future__ import annotations

import math
from typing import Any

from engine.insight.rates import MIN_N, MIN_PEOPLE, left_out
from engine.insight.report import EMPTY, OK, TOO_FEW, Report, Result, Row
from engine.insight.warehouse import Warehouse

Z80_ONE_SIDED = 0.8416212335729143
# assumptions, in followed answers a month: what making and keeping texts for one more segment must bring in
COST_OF_A_SEGMENT = 20.0
_MONTH_MS = 30 * 86_400_000
_NOTE = {
    "de": "Was es an gefolgten Antworten je Monat brächte, je Segment eigene Inhaltsarten zu bevorzugen; Kosten: 20 gefolgte "
          "Antworten je weiterem Segment und Monat (Annahme). Gewählt auf der einen Hälfte der Antworten, gemessen auf der "
          "anderen.",
    "en": "Followed answers a month gained by preferring content types of its own in each segment; cost: 20 followed answers for "
          "each further segment and month (an assumption). Chosen on one half of the answers, measured on the other.",
}
_SPLITS = {"role": ("'all'", "d.role"), "role x phase": ("d.role", "d.role || ' / ' || d.phase"),
           "phase": ("'all'", "d.phase"), "language": ("'all'", "d.lang")}
_SQL = """
WITH followed AS (SELECT DISTINCT decision FROM events WHERE type = 'click' AND slot = 'main' AND decision IS NOT NULL)
SELECT {coarse} AS coarse, {fine} AS fine, main_type, hash(d.id) % 2 AS half, count(*), sum(1 / greatest(propensity, 0.05)),
       sum((followed.decision IS NOT NULL)::INT / greatest(propensity, 0.05)),
       sum((followed.decision IS NOT NULL)::INT), count(DISTINCT coalesce(d.visitor, d.id))
FROM decisions d LEFT JOIN followed ON followed.decision = d.id
WHERE "group" = 'engine' AND main_type IS NOT NULL AND propensity > 0 AND d.role IS NOT NULL AND d.phase IS NOT NULL
GROUP BY ALL
"""


def run(con: Warehouse) -> Result:
    """dV of every split on offer; the main figure is the best lower bound."""
    start, end, decisions = con.one("SELECT min(ms), max(ms), count(*) FROM decisions WHERE \"group\" = 'engine'")
    if decisions < MIN_N:
        return Result(None, decisions if decisions >= MIN_PEOPLE else 0, None, "per month", [], _NOTE,
                      TOO_FEW if decisions else EMPTY)
    months = max((end - start) / _MONTH_MS, 1 / 30)
    rows, hidden = [], 0
    for name, (coarse, fine) in _SPLITS.items():
        row, small = _split(name, con.rows(_SQL.format(coarse=coarse, fine=fine)), months)
        rows.append(row)
        hidden += small
    best = max(rows, key=lambda row: row["low80"])
    return Result(best["gain"], decisions, (best["low80"], best["high80"]), "per month", rows, left_out(_NOTE, hidden), OK)


def _split(name: str, found: list[tuple[Any, ...]], months: float) -> tuple[Row, int]:
    """One split: dV = N (v_fine - v_coarse) - cost of the further segments."""
    people: dict[str, int] = {}
    for one in found:
        people[one[1]] = people.get(one[1], 0) + one[8]
    kept = [one for one in found if people[one[1]] >= MIN_PEOPLE]
    fine, coarse = {one[1]: one[0] for one in kept}, {one[0] for one in kept}
    gain = variance = 0.0
    for segment, parent in fine.items():
        volume = sum(one[4] for one in kept if one[1] == segment) / months
        own = _best(one for one in kept if one[1] == segment and one[3] == 0)
        shared = _best(one for one in kept if one[0] == parent and one[3] == 0)
        if own == shared:
            continue  # the same choice either way: nothing gained, nothing risked
        value, noise = _measured(kept, segment, own)
        other, more = _measured(kept, segment, shared)
        gain += volume * (value - other)
        variance += volume**2 * (noise + more)
    gain -= COST_OF_A_SEGMENT * max(len(fine) - len(coarse), 0)
    half = Z80_ONE_SIDED * math.sqrt(variance)
    verdict = "worth it" if gain - half > 0 else "not worth it"
    return {"split": name, "segments": len(fine), "gain": gain, "low80": gain - half, "high80": gain + half,
            "verdict": verdict}, len(people) - len(fine)


def _best(cells: Any) -> str:
    """The content type followed most often in these cells, weighted by how rarely it was shown."""
    hits: dict[str, float] = {}
    shown: dict[str, float] = {}
    for one in cells:
        hits[one[2]] = hits.get(one[2], 0.0) + one[6]
        shown[one[2]] = shown.get(one[2], 0.0) + one[5]
    enough = {kind: (hits[kind] + 1) / (shown[kind] + 10) for kind in shown}  # a little doubt about rare ones
    return max(enough, key=enough.__getitem__, default="")


def _measured(cells: list[tuple[Any, ...]], segment: str, kind: str) -> tuple[float, float]:
    """Rate and its variance in the other half; the widest variance where it was not shown."""
    here = [one for one in cells if one[1] == segment and one[2] == kind and one[3] == 1]
    n, hits = sum(one[4] for one in here), sum(one[7] for one in here)
    rate = (hits + 1) / (n + 10)
    return rate, rate * (1 - rate) / (n + 10)


REPORT = Report(
    "segmentation",
    {"de": "Lohnt sich eine feinere Einteilung?", "en": "Is a finer segmentation worth it?"},
    "dV = N (v_fine - v_coarse) - content, upkeep and exploration; split only if the lower 80 % bound of dV is above 0",
    run,
)
