"""The same questions answered from single rows, slowly and plainly: what the quick answers must equal."""

from __future__ import annotations

import math
from typing import Any

from engine.insight.warehouse import Warehouse

_MONTH_MS = 30 * 86_400_000
PEOPLE = """
CREATE TEMP TABLE people AS
WITH helping AS (
  SELECT DISTINCT visitor FROM events WHERE visitor IS NOT NULL AND NOT server
    AND (type IN ('download', 'share', 'pass_on', 'contact_form', 'conversion') OR (type = 'dwell' AND value >= 60)
         OR (type = 'feedback' AND value > 0) OR type = 'click'))
SELECT hash(visitor) AS v, arg_min("group", ms) AS grp, min(ms) AS first, arg_min(entry, ms) AS entry,
       count(*) AS decisions, visitor IN (SELECT visitor FROM helping) AS helped
FROM decisions WHERE visitor IS NOT NULL GROUP BY visitor
"""
VISITS = """
CREATE TEMP TABLE visits AS
WITH activity AS (
  SELECT hash(visitor) AS v, ms, NULL AS type, 0.0 AS value, entry, page::VARCHAR AS page, "group"::VARCHAR AS grp,
         role_source = 'inferred' AND role <> 'unknown' AS guessed, NULL AS said
  FROM decisions WHERE visitor IS NOT NULL
  UNION ALL
  SELECT hash(visitor), ms, type, value, NULL, NULL, NULL, NULL, answer::VARCHAR
  FROM events WHERE visitor IS NOT NULL AND NOT server AND type <> 'impression'
), cut AS (
  SELECT *, coalesce(ms - lag(ms) OVER (PARTITION BY v ORDER BY ms) > 1800000, false)::INT AS new FROM activity
), numbered AS (
  SELECT *, sum(new) OVER (PARTITION BY v ORDER BY ms RANGE UNBOUNDED PRECEDING) AS visit FROM cut
)
SELECT v, min(ms) AS start, max(ms) AS stop, count(*) FILTER (grp IS NOT NULL) AS decisions,
       arg_min(entry, ms) AS entry, arg_min(grp, ms) AS grp,
       coalesce(min(page) = max(page), true) AS one_page,
       coalesce(sum(value) FILTER (type = 'dwell'), 0) AS seconds,
       coalesce(bool_or(type = 'search_return'), false)
         OR coalesce(min(page) FILTER (entry = 'search') <> max(page) FILTER (entry = 'search'), false) AS back,
       coalesce(bool_or(type IN ('download', 'share', 'pass_on', 'contact_form', 'conversion')), false) AS goal,
       coalesce(bool_or(type = 'role'), false) AS declared, coalesce(bool_or(guessed), false) AS guessed,
       min(ms) FILTER (type = 'click' OR (type = 'question' AND value > 0 AND coalesce(said, '') <> 'none')
                       OR (type = 'feedback' AND value > 0)) AS answered,
       count(*) FILTER (type = 'click') AS clicks
FROM numbered GROUP BY v, visit HAVING count(*) FILTER (grp IS NOT NULL) > 0
"""


class SlowWarehouse(Warehouse):
    """People and visits from single rows."""

    def _make(self, sql: str) -> None:
        if not self._made:
            self._connection.execute(PEOPLE)
            self._connection.execute(VISITS)
            self._made.add("all")


def segmentation(con: Warehouse, coarse: str, fine: str, cost: float) -> tuple[float, float]:
    """Gain of one split and its standard deviation, one query a split."""
    found = con.rows(f"""
        WITH followed AS (SELECT DISTINCT decision FROM events WHERE type = 'click' AND slot = 'main')
        SELECT {coarse}, {fine}, main_type, hash(d.id) % 2, count(*), sum(1 / greatest(propensity, 0.05)),
               sum((followed.decision IS NOT NULL)::INT / greatest(propensity, 0.05)),
               sum((followed.decision IS NOT NULL)::INT)
        FROM decisions d LEFT JOIN followed ON followed.decision = d.id
        WHERE "group" = 'engine' AND main_type IS NOT NULL AND propensity > 0 GROUP BY ALL ORDER BY ALL""")
    people = dict(con.rows(f"""SELECT {fine}, count(DISTINCT coalesce(visitor, id)) FROM decisions d
        WHERE "group" = 'engine' AND main_type IS NOT NULL AND propensity > 0 GROUP BY 1"""))
    start, end = con.one("SELECT min(ms), max(ms) FROM decisions WHERE \"group\" = 'engine'")
    months = max((end - start) / _MONTH_MS, 1 / 30)
    kept = [one for one in found if people[one[1]] >= 10]
    segments, gain, variance = {one[1]: one[0] for one in kept}, 0.0, 0.0
    for segment, parent in segments.items():
        own = _best([one for one in kept if one[1] == segment and one[3] == 0])
        shared = _best([one for one in kept if one[0] == parent and one[3] == 0])
        if own != shared:
            volume = sum(one[4] for one in kept if one[1] == segment) / months
            (value, noise), (other, more) = (_measured(kept, segment, kind) for kind in (own, shared))
            gain += volume * (value - other)
            variance += volume**2 * (noise + more)
    return gain - cost * max(len(segments) - len(set(segments.values())), 0), math.sqrt(variance)


def _best(cells: list[tuple[Any, ...]]) -> str:
    kinds = {one[2] for one in cells}
    rates = {kind: (sum(one[6] for one in cells if one[2] == kind) + 1) / (sum(one[5] for one in cells if one[2] == kind) + 10)
             for kind in kinds}
    return max(rates, key=rates.__getitem__, default="")


def _measured(cells: list[tuple[Any, ...]], segment: str, kind: str) -> tuple[float, float]:
    here = [one for one in cells if one[1] == segment and one[2] == kind and one[3] == 1]
    n = sum(one[4] for one in here)
    rate = (sum(one[7] for one in here) + 1) / (n + 10)
    return rate, rate * (1 - rate) / (n + 10)
