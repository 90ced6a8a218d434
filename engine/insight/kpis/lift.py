"""Lift over the holdout in the one pre-named figure, and of every named experiment, judged by engine.learning.lift."""

from __future__ import annotations

from engine.insight.rates import MIN_PEOPLE
from engine.insight.report import EMPTY, OK, TOO_FEW, Report, Result, Row, Words
from engine.insight.trials import compared, facts
from engine.insight.warehouse import Warehouse
from engine.learning.lift import Side, compare
from engine.learning.lift_words import in_words

SMALLEST = 0.1  # the relative effect named as mattering
_SQL = """
WITH units AS (SELECT coalesce(account, v) AS unit, arg_min(grp, first) AS grp, bool_or(helped) AS helped
               FROM people LEFT JOIN accounts USING (v) GROUP BY unit)
SELECT grp, count(*), count(*) FILTER (helped) FROM units GROUP BY grp
"""
_EACH_ALONE = "SELECT grp, count(*), count(*) FILTER (helped) FROM people GROUP BY grp"
_COUNT = "SELECT count(*) FROM people JOIN accounts USING (v)"
_JOINED = {"de": "{n} Besucher zählen mit dem, der ihnen etwas weitergegeben hat, als eine Einheit.",
           "en": "{n} visitors count as one unit with the one who passed something on to them."}


def run(con: Warehouse) -> Result:
    """Share of visitors who were helped, engine minus holdout; too early is said before any difference."""
    joined = int(con.one(_COUNT)[0]) if con.one("SELECT count(*) FROM accounts") != (0,) else 0
    result = _over_holdout(con, joined)
    others = compared(con)
    note = {lang: " ".join([text, *([_JOINED[lang].format(n=joined)] if joined >= MIN_PEOPLE else []),
                            *(f"{_called(row, others)}: {words[lang]}" for row, words in others)])
            for lang, text in result.note.items()}
    return Result(result.value, result.n, result.interval, "share", [*result.rows, *(row for row, _ in others)], note,
                  result.state)


def _called(row: Row, others: list[tuple[Row, Words]]) -> str:
    """The experiment; where it has several comparisons, also which one."""
    name = str(row["experiment"])
    several = sum(one["experiment"] == name for one, _ in others) > 1
    return f"{name} ({row['arm']} / {row['against']})" if several else name


def _over_holdout(con: Warehouse, joined: int) -> Result:
    found = {group: (n, hits) for group, n, hits in con.rows(_SQL if joined else _EACH_ALONE)}
    (n, hits), (held, base) = found.get("engine", (0, 0)), found.get("holdout", (0, 0))
    if n < MIN_PEOPLE or held < MIN_PEOPLE:
        few: Words = {"de": "Noch keine Aussage möglich: zu wenige Besucher.", "en": "Too early to say: too few visitors."}
        return Result(None, 0, None, "share", [], few, TOO_FEW if n + held else EMPTY)
    lift = compare("helped", Side.of_rate(hits, n), Side.of_rate(base, held), share=1 - con.holdout, smallest=SMALLEST)
    words = {lang: in_words(lift, lang, SMALLEST) for lang in ("de", "en")}
    rows: list[Row] = [{"experiment": "holdout", "arm": "engine", "against": "holdout", "figure": "helped", **facts(lift)}]
    if lift.verdict in ("too early", "broken"):
        return Result(None, n + held, None, "share", rows, words, lift.verdict)
    return Result(lift.difference, n + held, (lift.low, lift.high), "share", rows, words, OK)


REPORT = Report(
    "lift",
    {"de": "Bewirkt die Engine etwas?", "en": "Does the engine make a difference?"},
    "share of visitors helped (snippet followed, page read for 60 s, helpful, download, share, contact, conversion): engine - "
    "holdout, by assignment; a row for each named experiment in its own figure; visitors joined by pass-on links are one "
    "unit; interval valid at every look; no verdict below the smallest detectable effect",
    run,
)
