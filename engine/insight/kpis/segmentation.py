"""The value of a finer segmentation, with its "not worth it"."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass
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
# coarse and fine segment of each split: places among role, phase, language
_SPLITS: dict[str, tuple[tuple[int, ...], tuple[int, ...]]] = {
    "role": ((), (0,)), "role x phase": ((0,), (0, 1)), "phase": ((), (1,)), "language": ((), (2,))}
_LABELS = ("role", "phase", "coalesce(lang, '')")
_JUDGED = """"group" = 'engine' AND main_type IS NOT NULL AND propensity > 0 AND role IS NOT NULL AND phase IS NOT NULL"""
_CELLS = f"""
WITH followed AS (SELECT DISTINCT hash(decision) AS key FROM events
                  WHERE type = 'click' AND slot = 'main' AND decision IS NOT NULL),
judged AS (SELECT {', '.join(f"{label} AS l{at}" for at, label in enumerate(_LABELS))}, main_type, hash(id) AS key,
                  1 / greatest(propensity, 0.05) AS weight
           FROM decisions WHERE {_JUDGED})
SELECT l0, l1, l2, main_type, judged.key % 2 AS half, count(*), sum(weight), coalesce(sum(weight) FILTER (f.key IS NOT NULL), 0),
       count(f.key)
FROM judged LEFT JOIN followed f ON f.key = judged.key GROUP BY l0, l1, l2, main_type, half ORDER BY ALL
"""  # noqa: S608
# a large segment has ten people if one 64th of all people already has ten in it; only the others are counted whole
_SOME = f"""
SELECT l0, l1, l2, count(DISTINCT who) FROM (
  SELECT {', '.join(f"{label} AS l{at}" for at, label in enumerate(_LABELS))}, hash(coalesce(visitor, id)) AS who
  FROM decisions WHERE {_JUDGED} AND hash(coalesce(visitor, id)) % 64 = 0)
GROUP BY GROUPING SETS ({', '.join("(" + ", ".join(f"l{at}" for at in fine) + ")" for _, fine in _SPLITS.values())})
"""  # noqa: S608
Segment = tuple[str, ...]


@dataclass
class Cell:
    """What happened to one content type in one segment and one half of the answers."""

    coarse: Segment
    fine: Segment
    kind: str
    half: int
    n: int = 0
    weight: float = 0.0
    weighted_hits: float = 0.0
    hits: int = 0


def run(con: Warehouse) -> Result:
    """dV of every split on offer; the main figure is the best lower bound."""
    start, end, decisions = con.one("SELECT min(ms), max(ms), count(*) FROM decisions WHERE \"group\" = 'engine'")
    if decisions < MIN_N:
        return Result(None, decisions if decisions >= MIN_PEOPLE else 0, None, "per month", [], _NOTE,
                      TOO_FEW if decisions else EMPTY)
    months = max((end - start) / _MONTH_MS, 1 / 30)
    found, some = con.rows(_CELLS), {one[:-1]: one[-1] for one in con.rows(_SOME)}
    rows, hidden = [], 0
    for name, (coarse, fine) in _SPLITS.items():
        cells = _cells(found, coarse, fine)
        row, small = _split(name, cells, _shown(con, found, some, fine), months)
        rows.append(row)
        hidden += small
    best = max(rows, key=lambda row: row["low80"])
    return Result(best["gain"], decisions, (best["low80"], best["high80"]), "per month", rows, left_out(_NOTE, hidden), OK)


def _cells(found: list[tuple[Any, ...]], coarse: tuple[int, ...], fine: tuple[int, ...]) -> list[Cell]:
    """The finest cells added up to those of one split."""
    cells: dict[tuple[Segment, str, int], Cell] = {}
    for *labels, kind, half, n, weight, weighted, hits in found:
        segment = tuple(labels[at] for at in fine)
        cell = cells.setdefault((segment, kind, half), Cell(tuple(labels[at] for at in coarse), segment, kind, half))
        cell.n += n
        cell.weight += weight
        cell.weighted_hits += weighted
        cell.hits += hits
    return list(cells.values())


def _shown(
    con: Warehouse, found: list[tuple[Any, ...]], some: dict[tuple[Any, ...], int], fine: tuple[int, ...]
) -> set[Segment]:
    """The segments of ten people or more; `some`: people of each segment in one 64th."""
    names, every = ", ".join(_LABELS[at] for at in fine), {tuple(one[at] for at in fine) for one in found}
    shown = {segment for segment in every if some.get(_place(segment, fine), 0) >= MIN_PEOPLE}
    if left := sorted(every - shown):
        same = "(" + " AND ".join(f"{_LABELS[at]} = ?" for at in fine) + ")"
        counted = con.rows(f"SELECT {names}, count(DISTINCT coalesce(visitor, id)) FROM decisions "  # noqa: S608
                           f"WHERE {_JUDGED} AND ({' OR '.join([same] * len(left))}) GROUP BY ALL",
                           *(label for one in left for label in one))
        shown |= {tuple(one[:-1]) for one in counted if one[-1] >= MIN_PEOPLE}
    return shown


def _place(segment: Segment, fine: tuple[int, ...]) -> tuple[str | None, ...]:
    """A segment among all labels; None where it is not split."""
    labels = dict(zip(fine, segment, strict=True))
    return tuple(labels.get(at) for at in range(len(_LABELS)))


def _split(name: str, cells: list[Cell], shown: set[Segment], months: float) -> tuple[Row, int]:
    """One split: dV = N (v_fine - v_coarse) - cost of the further segments."""
    kept = [cell for cell in cells if cell.fine in shown]
    fine, coarse = {cell.fine: cell.coarse for cell in kept}, {cell.coarse for cell in kept}
    gain = variance = 0.0
    for segment, parent in fine.items():
        own_cells = [cell for cell in kept if cell.fine == segment]
        volume = sum(cell.n for cell in own_cells) / months
        own = _best(cell for cell in own_cells if cell.half == 0)
        shared = _best(cell for cell in kept if cell.coarse == parent and cell.half == 0)
        if own == shared:
            continue  # the same choice either way: nothing gained, nothing risked
        value, noise = _measured(own_cells, own)
        other, more = _measured(own_cells, shared)
        gain += volume * (value - other)
        variance += volume**2 * (noise + more)
    gain -= COST_OF_A_SEGMENT * max(len(fine) - len(coarse), 0)
    half = Z80_ONE_SIDED * math.sqrt(variance)
    verdict = "worth it" if gain - half > 0 else "not worth it"
    return {"split": name, "segments": len(fine), "gain": gain, "low80": gain - half, "high80": gain + half,
            "verdict": verdict}, len({cell.fine for cell in cells}) - len(fine)


def _best(cells: Iterable[Cell]) -> str:
    """The content type followed most often in these cells, weighted by how rarely it was shown."""
    hits: dict[str, float] = {}
    shown: dict[str, float] = {}
    for cell in cells:
        hits[cell.kind] = hits.get(cell.kind, 0.0) + cell.weighted_hits
        shown[cell.kind] = shown.get(cell.kind, 0.0) + cell.weight
    enough = {kind: (hits[kind] + 1) / (shown[kind] + 10) for kind in shown}  # a little doubt about rare ones
    return max(enough, key=enough.__getitem__, default="")


def _measured(cells: list[Cell], kind: str) -> tuple[float, float]:
    """Rate and its variance in the other half; the widest variance where it was not shown."""
    here = [cell for cell in cells if cell.kind == kind and cell.half == 1]
    n, hits = sum(cell.n for cell in here), sum(cell.hits for cell in here)
    rate = (hits + 1) / (n + 10)
    return rate, rate * (1 - rate) / (n + 10)


REPORT = Report(
    "segmentation",
    {"de": "Lohnt sich eine feinere Einteilung?", "en": "Is a finer segmentation worth it?"},
    "dV = N (v_fine - v_coarse) - content, upkeep and exploration; split only if the lower 80 % bound of dV is above 0",
    run,
)
