"""Lift over the holdout in the one pre-named figure, judged by engine.learning.lift."""

from __future__ import annotations

from engine.insight.rates import MIN_PEOPLE
from engine.insight.report import EMPTY, OK, TOO_FEW, Report, Result, Row
from engine.insight.warehouse import Warehouse
from engine.learning.lift import Side, compare
from engine.learning.lift_words import in_words

SMALLEST = 0.1  # the relative effect named as mattering
_SQL = "SELECT grp, count(*), count(*) FILTER (helped) FROM people GROUP BY grp"


def run(con: Warehouse) -> Result:
    """Share of visitors who were helped, engine minus holdout; too early is said before any difference."""
    found = {group: (n, hits) for group, n, hits in con.rows(_SQL)}
    (n, hits), (held, base) = found.get("engine", (0, 0)), found.get("holdout", (0, 0))
    if n < MIN_PEOPLE or held < MIN_PEOPLE:
        words = {"de": "Noch keine Aussage möglich: zu wenige Besucher.", "en": "Too early to say: too few visitors."}
        return Result(None, 0, None, "share", [], words, TOO_FEW if n + held else EMPTY)
    found_lift = compare("helped", Side.of_rate(hits, n), Side.of_rate(base, held), share=1 - con.holdout,
                         smallest=SMALLEST)
    words = {lang: in_words(found_lift, lang, SMALLEST) for lang in ("de", "en")}
    facts: Row = {"verdict": found_lift.verdict, "visitors": n, "holdout": held, "detectable": found_lift.detectable,
                  "needed": found_lift.needed, "split_p": found_lift.srm_p}
    if found_lift.verdict in ("too early", "broken"):
        return Result(None, n + held, None, "share", [facts], words, found_lift.verdict)
    facts |= {"rate": hits / n, "holdout_rate": base / held, "p": found_lift.p}
    return Result(found_lift.difference, n + held, (found_lift.low, found_lift.high), "share", [facts], words, OK)


REPORT = Report(
    "lift",
    {"de": "Bewirkt die Engine etwas?", "en": "Does the engine make a difference?"},
    "share of visitors helped (snippet followed, page read for 60 s, helpful, download, share, contact, conversion): engine - "
    "holdout, by assignment; interval valid at every look; no verdict below the smallest detectable effect",
    run,
)
