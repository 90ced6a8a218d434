"""Dead ends: pages after which nothing was offered and nothing followed."""

from __future__ import annotations

from engine.insight.rates import MIN_PEOPLE, enough_people, left_out, rate, single
from engine.insight.report import Report, Result
from engine.insight.warehouse import Warehouse

_MOST = 25
_NOTE = {
    "de": "Ziel: 0. Die Tabelle nennt Seiten, denen am seltensten ein nächster Schritt folgte.",
    "en": "Target: 0. The table names the pages that were least often followed by a next step.",
}
_FOLLOWED = """
WITH followed AS (SELECT DISTINCT hash(decision) AS key FROM events WHERE type = 'click' AND decision IS NOT NULL)
SELECT page, count(*) FILTER (items = 0 AND followed.key IS NULL), count(*) FILTER (followed.key IS NOT NULL),
       count(*), count(DISTINCT hash(coalesce(visitor, id)))
FROM decisions LEFT JOIN followed ON followed.key = hash(id) GROUP BY page
"""
_PEOPLE = "SELECT count(DISTINCT hash(coalesce(visitor, id))) FROM decisions"


def run(con: Warehouse) -> Result:
    """Share of views without a step offered or followed; the table is by page."""
    found = con.rows(_FOLLOWED)
    views, dead = sum(one[3] for one in found), sum(one[1] for one in found)
    rows, hidden = enough_people(
        (people, rate({"page": page, "dead_ends": ends}, followed, n)) for page, ends, followed, n, people in found if page)
    rows = sorted((row for row in rows if row["rate"] is not None), key=lambda row: (-row["dead_ends"], row["rate"]))
    most = max((one[4] for one in found), default=0)
    people = most if most >= MIN_PEOPLE else con.one(_PEOPLE)[0]  # enough on one page are enough in all
    return single(dead, views, [{"followed": row.pop("rate"), **row} for row in rows[:_MOST]], left_out(_NOTE, hidden),
                  people=people)


REPORT = Report(
    "dead_ends",
    {"de": "Wo ging es nicht weiter?", "en": "Where did the way end?"},
    "views without a followed or offered next step / views (a view = one answer of the engine to a page)",
    run,
)
