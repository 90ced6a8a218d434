"""Answered rate: a question led to something that was opened, and was not asked again."""

from __future__ import annotations

from engine.insight.askings import TOLD_AGAIN, WITH_SEEN
from engine.insight.rates import by_group
from engine.insight.report import Report, Result
from engine.insight.warehouse import Warehouse

_AGAIN_MS = 60_000
_NOTE = {
    "de": "Fragen ohne Einwilligung zählen mit, über die Kennung der Antwort; die Worte sind dafür nicht nötig.",
    "en": "Questions without consent are included, by the id of the answer; their words are not needed for it.",
}
_SQL = f"""
WITH marks AS (
  SELECT hash(coalesce(visitor, decision)) AS k, hash(visitor) AS v, ms, type = 'question' AS question,
         type = 'click' AS click, type = 'feedback' AND value > 0 AS helped FROM {WITH_SEEN}
  WHERE type IN ('question', 'click', 'feedback') AND coalesce(visitor, decision) IS NOT NULL AND NOT server
    AND NOT {TOLD_AGAIN}
), counted AS (
  SELECT *, count(*) FILTER (question) OVER (PARTITION BY k ORDER BY ms, question DESC
                                                      ROWS UNBOUNDED PRECEDING) AS q FROM marks
), asked AS (
  SELECT k, any_value(v) AS v, q, min(ms) FILTER (question) AS ms, min(ms) FILTER (click) AS click,
         coalesce(bool_or(helped), false) AS helped
  FROM counted WHERE q > 0 GROUP BY k, q
), judged AS (
  SELECT *, lead(ms) OVER (PARTITION BY k ORDER BY q) AS again FROM asked
)
SELECT coalesce(grp, 'engine') AS grp,
       count(*) FILTER (judged.helped OR (click IS NOT NULL AND coalesce(again - click > {_AGAIN_MS}, true))),
       count(*), count(DISTINCT k)
FROM judged LEFT JOIN people USING (v) GROUP BY 1
"""  # noqa: S608


def run(con: Warehouse) -> Result:
    """By group."""
    return by_group(con.rows(_SQL), _NOTE)


REPORT = Report(
    "answered",
    {"de": "Wie viele Fragen wurden beantwortet?", "en": "How many questions were answered?"},
    "answered / asked; answered = a result opened and no new question within 60 s of it, or marked as helpful",
    run,
)
