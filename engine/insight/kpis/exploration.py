"""Exploration: how often something other than the likeliest was tried, and what that gave up."""

from __future__ import annotations

from engine.insight.rates import MIN_PEOPLE, rate, single
from engine.insight.report import Report, Result
from engine.insight.warehouse import Warehouse

_NOTE = {
    "de": "Gewagt = der Hauptplatz zeigte nicht das Wahrscheinlichste. „given_up“ ist der mittlere Rückstand im "
          "Ranking-Wert je Antwort, „followed“ der Anteil gefolgter Antworten.",
    "en": "Explored = the main slot did not show the likeliest. 'given_up' is the mean distance in ranking score per "
          "answer, 'followed' the share of answers followed.",
}
# chances are logged with six digits, so those of many candidates do not add up to 1 exactly, and the drawn one's does not
# equal the likeliest's to the last digit even where it is the likeliest
_SQL = """
WITH followed AS (SELECT DISTINCT hash(decision) AS key FROM events WHERE type = 'click' AND decision IS NOT NULL)
SELECT propensity < likeliest - 0.001 AS explored, count(*), count(followed.key), avg(given_up),
       count(DISTINCT hash(coalesce(visitor, id)))
FROM decisions LEFT JOIN followed ON followed.key = hash(id)
WHERE "group" = 'engine' AND likeliest IS NOT NULL AND propensity IS NOT NULL GROUP BY 1
"""


def run(con: Warehouse) -> Result:
    """Share of answers that explored."""
    found = {bool(one[0]): one[1:] for one in con.rows(_SQL)}
    n, people = sum(one[0] for one in found.values()), sum(one[3] for one in found.values())
    rows = [{**rate({"shown": name}, one[1], one[0]), "given_up": one[2]}
            for key, name in ((False, "the likeliest"), (True, "explored")) if (one := found.get(key)) and one[3] >= MIN_PEOPLE]
    rows = [{"followed": row.pop("rate"), **row} for row in rows]
    return single(found.get(True, (0,))[0], n, rows, _NOTE, people=people)


REPORT = Report(
    "exploration",
    {"de": "Wie viel wird ausprobiert, und was kostet es?", "en": "How much is tried out, and at what cost?"},
    "answers whose main slot is not the likeliest / answers; cost = sum over explored shows of (best - shown)",
    run,
)
