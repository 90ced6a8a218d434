"""The gap list: what people asked and the library could not answer."""

from __future__ import annotations

from engine.insight.askings import TOLD_AGAIN, WITH_SEEN
from engine.insight.rates import MIN_PEOPLE, left_out, single
from engine.insight.report import Report, Result, Row
from engine.insight.warehouse import Warehouse

_MOST = 50
_NOTE = {
    "de": "Gezeigt wird nur, was mindestens zehn Personen gefragt haben; häufigste Lücke zuerst.",
    "en": "Only what ten or more people asked is shown; the most frequent gap first.",
}
# people without consent are counted by the log itself, which keeps the words only when several asked the same
_TEXTS = f"""
SELECT text, sum(people)::BIGINT AS people, sum(times)::BIGINT AS times FROM (
  SELECT left(regexp_replace(lower(trim(query)), '\\s+', ' ', 'g'), 200) AS text, count(DISTINCT visitor) AS people,
         count(*) AS times
  FROM {WITH_SEEN} WHERE type = 'question' AND query IS NOT NULL AND (answer = 'none' OR (answer IS NULL AND value = 0))
    AND NOT {TOLD_AGAIN}
  GROUP BY 1
  UNION ALL SELECT text, times, times FROM questions WHERE answer = 'none' AND text IS NOT NULL
) GROUP BY text ORDER BY times DESC, text
"""  # noqa: S608


def run(con: Warehouse) -> Result:
    """Share of questions without an answer; the table is the list of gaps."""
    asked, none, people = con.one(f"""
        SELECT count(*), count(*) FILTER (answer = 'none' OR (answer IS NULL AND value = 0)),
               count(DISTINCT hash(coalesce(visitor, decision, id))) FROM {WITH_SEEN}
        WHERE type = 'question' AND NOT server AND NOT {TOLD_AGAIN}""")  # noqa: S608
    rows: list[Row] = []
    hidden = 0
    for text, who, times in con.rows(_TEXTS):
        if who >= MIN_PEOPLE:
            rows.append({"question": text, "people": who, "times": times})
        else:
            hidden += 1
    note = left_out(_NOTE, hidden)
    return single(none, asked, rows[:_MOST], note, people=people)


REPORT = Report(
    "no_answers",
    {"de": "Worauf hatte die Bibliothek keine Antwort?", "en": "What could the library not answer?"},
    "NO_ANSWER / asked; gaps ordered by how often they were asked (each asking counts 1)",
    run,
)
