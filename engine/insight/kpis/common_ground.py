"""Common ground: do all roles see the block that is the same for everybody?"""

from __future__ import annotations

from engine.insight.rates import enough_people, left_out, rate, single
from engine.insight.report import Report, Result
from engine.insight.warehouse import Warehouse

_NOTE = {
    "de": "Ziel: 100 %. Nur Antworten für eine erkannte Rolle; Fragen und sehr schmale Flächen haben keinen solchen Block.",
    "en": "Target: 100 %. Answers for a recognised role only; questions and very narrow areas have no such block.",
}
_SQL = """
SELECT role, count(*) FILTER (common), count(*), count(DISTINCT hash(coalesce(visitor, id))) FROM decisions
WHERE role IS NOT NULL AND role <> 'unknown' AND "group" = 'engine' AND answer = 'not_asked' GROUP BY role ORDER BY role
"""


def run(con: Warehouse) -> Result:
    """Share of role views with the shared block, by role."""
    found = con.rows(_SQL)
    rows, hidden = enough_people((people, rate({"role": role}, hits, n)) for role, hits, n, people in found)
    return single(sum(one[1] for one in found), sum(one[2] for one in found), rows, left_out(_NOTE, hidden),
                  people=sum(one[3] for one in found))


REPORT = Report(
    "common_ground",
    {"de": "Sehen alle Rollen denselben gemeinsamen Teil?", "en": "Do all roles see the same common part?"},
    "role views that included the shared block / role views",
    run,
)
