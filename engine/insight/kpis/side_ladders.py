"""Side ladders: free to paid content, freemium to premium, trial to paid, higher revenue, booth visit to lead."""

from __future__ import annotations

from engine.insight.rates import MIN_PEOPLE, left_out, reached, single, whole
from engine.insight.report import TOO_FEW, Report, Result
from engine.insight.warehouse import Warehouse

WINDOW_DAYS = 90
_NOTE = {
    "de": "Umgestiegen innerhalb von 90 Tagen nach dem Beginn, je Monat des Beginns. Jüngere Monate sind noch nicht "
          "abgeschlossen. Hauptzahl über alle Leitern, ohne Monate mit zu wenigen Personen.",
    "en": "Converted within 90 days of the start, by month of the start. Recent months are not complete yet. The main "
          "figure is over all ladders, without months of too few people.",
}
# an event names its ladder and `step`: started or converted (or upgraded, paid, lead)
_SQL = f"""
WITH steps AS (
  SELECT hash(visitor) AS v, ms, ladder, coalesce(step, "to") IN ('started', 'free', 'base') AS began,
         coalesce(step, "to") IN ('converted', 'paid', 'premium', 'upgraded', 'lead') AS ended
  FROM events WHERE visitor IS NOT NULL AND ladder IS NOT NULL AND ladder <> 'main'
), people_of AS (
  SELECT v, ladder, min(ms) FILTER (began) AS began, min(ms) FILTER (ended) AS ended FROM steps GROUP BY v, ladder
)
SELECT ladder, strftime(make_timestamp(began * 1000), '%Y-%m') AS cohort,
       count(*) FILTER (ended BETWEEN began AND began + {WINDOW_DAYS}::BIGINT * 86400000), count(*)
FROM people_of WHERE began IS NOT NULL GROUP BY ALL ORDER BY ALL
"""  # noqa: S608


def run(con: Warehouse) -> Result:
    """A row for each ladder and month."""
    found = con.rows(_SQL)
    rows = [reached({"ladder": ladder, "cohort": cohort}, hits, n) for ladder, cohort, hits, n in found if n >= MIN_PEOPLE]
    hits, n = whole([(hits, n) for _, _, hits, n in found])
    note = left_out(_NOTE, len(found) - len(rows))
    if 0 < hits < MIN_PEOPLE <= n:
        return Result(None, n, None, "share", rows, note, TOO_FEW)
    return single(hits, n, rows, note)


REPORT = Report(
    "side_ladders",
    {"de": "Wie viele steigen auf bezahlte Angebote um?", "en": "How many move on to what is paid?"},
    "converted / started within 90 days, by ladder and month of the start",
    run,
)
