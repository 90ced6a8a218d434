"""ZMOT hold rate as two bounds: who came from a search and did not go back to it."""

from __future__ import annotations

from engine.insight.rates import MIN_N, MIN_PEOPLE, rate, wilson
from engine.insight.report import EMPTY, TOO_FEW, Report, Result, Row
from engine.insight.warehouse import Warehouse

GLANCE_S = 30
_NOTE = {
    "de": "Wahrheit liegt zwischen den Schranken; ein zufriedener Leser, der nach einer Seite geht, zählt in der unteren gegen "
          "uns. Nur erkannte Besucher; ohne Einwilligung ist keine Rückkehr zu sehen.",
    "en": "The truth lies between the bounds; a satisfied reader who leaves after one page counts against us in the lower one. "
          "Recognised visitors only: without consent no return can be seen.",
}


def run(con: Warehouse) -> Result:
    """Lower bound as value, upper bound beside it; the interval from the lower bound's low end to the upper bound's high end."""
    found = con.rows(f"""
        SELECT grp, count(*), count(DISTINCT v), count(*) FILTER (back),
               count(*) FILTER (NOT back AND one_page AND seconds < {GLANCE_S} AND NOT goal)
        FROM visits WHERE entry = 'search' GROUP BY grp ORDER BY grp""")  # noqa: S608
    rows = [row for group, n, people, back, gone in found if people >= MIN_PEOPLE for row in _bounds(group, n, back, gone)]
    main = next((one for one in found if one[0] == "engine"), None)
    if main is None or main[1] < MIN_N or main[2] < MIN_PEOPLE:
        return Result(None, main[1] if main and main[2] >= MIN_PEOPLE else 0, None, "share", rows, _NOTE,
                      TOO_FEW if main else EMPTY)
    _, n, _, back, gone = main
    low, high = wilson(n - back - gone, n)[0], wilson(n - back, n)[1]
    return Result((n - back - gone) / n, n, (low, high), "share", rows, _NOTE, upper=(n - back) / n)


def _bounds(group: str, n: int, back: int, gone: int) -> list[Row]:
    counts = {"lower": n - back - gone, "upper": n - back, "width": gone}
    return [rate({"group": group, "bound": bound}, hits, n) for bound, hits in counts.items()]


REPORT = Report(
    "hold_rate",
    {"de": "Wie viele, die aus einer Suche kamen, mussten nicht dorthin zurück?",
     "en": "How many who came from a search did not have to go back to it?"},
    "upper = 1 - R_obs/S; lower = 1 - (R_obs + R_pres)/S; S = visits entering from a search engine or AI assistant; R_obs = "
    "seen to re-enter from a search within 30 min or page restored from the back/forward cache; R_pres = one page, "
    "visible under 30 s, no goal",
    run,
)
