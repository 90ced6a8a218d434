"""Named experiments: arms compared by who was assigned, each with a verdict of its own or a reason why there is none."""

from __future__ import annotations

from itertools import islice

from engine.insight.rates import MIN_PEOPLE
from engine.insight.report import TOO_FEW, Row, Words
from engine.insight.warehouse import Warehouse
from engine.learning.experiments import Experiment
from engine.learning.lift import Lift, Side, compare
from engine.learning.lift_words import in_words

_FIGURES = {"helped": "helped", "answered": "answered IS NOT NULL", "goal": "goal", "pass_on": "passed_on",
            "contact": "contacted"}
# a unit's arm is the first one seen; what counts is what happened from then on (sessions that go on after it)
_SQL = """
WITH seen AS (
  SELECT coalesce(account, hash(visitor)) AS unit, ms, arms[?] AS arm
  FROM decisions LEFT JOIN accounts ON accounts.v = hash(visitor) WHERE visitor IS NOT NULL AND arms[?] IS NOT NULL
), units AS (SELECT unit, arg_min(arm, ms) AS arm, min(ms) AS ms FROM seen GROUP BY unit),
hits AS (
  SELECT DISTINCT unit FROM sessions LEFT JOIN accounts USING (v) JOIN units ON units.unit = coalesce(account, v)
  WHERE stop >= units.ms AND {figure}
)
SELECT arm, count(*), count(hits.unit) FROM units LEFT JOIN hits USING (unit) GROUP BY arm
"""
_NAMES = "SELECT DISTINCT unnest(map_keys(arms)) AS name FROM decisions WHERE arms IS NOT NULL AND visitor IS NOT NULL"


def compared(con: Warehouse) -> list[tuple[Row, Words]]:
    """A row and its words for each control arm of each experiment."""
    declared = {one.name for one in con.experiments}
    rows = [found for experiment in con.experiments for found in _rows(con, experiment)]
    gone = sorted(one[0] for one in con.rows(_NAMES) if one[0] not in declared)
    return rows + [({"experiment": name, "verdict": "not declared"}, _GONE) for name in gone]


def _rows(con: Warehouse, experiment: Experiment) -> list[tuple[Row, Words]]:
    sql = _SQL.format(figure=_FIGURES[experiment.kpi])
    found = {arm: (hits, n) for arm, n, hits in con.rows(sql, experiment.name, experiment.name)}
    first = next(iter(experiment.arms))
    return [_row(experiment, first, other, found) for other in islice(experiment.arms, 1, None)]


def _row(experiment: Experiment, first: str, other: str, found: dict[str, tuple[int, int]]) -> tuple[Row, Words]:
    (hits, n), (base, control) = found.get(first, (0, 0)), found.get(other, (0, 0))
    named: Row = {"experiment": experiment.name, "arm": first, "against": other, "figure": experiment.kpi}
    if n < MIN_PEOPLE or control < MIN_PEOPLE:
        return {**named, "verdict": TOO_FEW}, _FEW
    share = experiment.arms[first] / ((experiment.arms[first] + experiment.arms[other]) or 1.0)
    lift = compare(experiment.kpi, Side.of_rate(hits, n), Side.of_rate(base, control), share=share,
                   smallest=experiment.smallest)
    words = {lang: in_words(lift, lang, experiment.smallest) for lang in ("de", "en")}
    return {**named, **facts(lift)}, words


def facts(lift: Lift) -> Row:
    """What may be shown of a comparison: before there is a verdict, nothing that could be read as one."""
    row: Row = {"verdict": lift.verdict, "visitors": lift.treatment.n, "holdout": lift.control.n,
                "detectable": lift.detectable, "needed": lift.needed, "split_p": lift.srm_p}
    if lift.verdict in ("too early", "broken"):
        return row
    return {**row, "rate": lift.treatment.mean, "holdout_rate": lift.control.mean, "difference": lift.difference,
            "low": lift.low, "high": lift.high, "p": lift.p}


_FEW = {"de": "Noch keine Aussage möglich: zu wenige Besucher.", "en": "Too early to say: too few visitors."}
_GONE = {"de": "Steht nicht mehr in experiments.yml; ohne geplante Aufteilung ist kein Urteil möglich.",
         "en": "No longer in experiments.yml; without the planned split there is no verdict."}
