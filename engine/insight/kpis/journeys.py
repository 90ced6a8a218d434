"""Journeys with their loops: from which phase to which, and how often back."""

from __future__ import annotations

from engine.insight.rates import MIN_PEOPLE, left_out, single
from engine.insight.report import Report, Result, Row
from engine.insight.warehouse import Warehouse

_NOTE = {
    "de": "Übergänge zwischen aufeinanderfolgenden Antworten an dieselbe Person, soweit die Phase erkannt war. Zurück ist "
          "nichts Schlechtes: In Einkaufsgremien wird vieles neu aufgerollt.",
    "en": "Transitions between successive answers to one person, where the phase was recognised. Backward is nothing bad: "
          "buying centres reopen much.",
}
_STEPS = """
WITH steps AS (
  SELECT v, phase, lag(phase) OVER (PARTITION BY v ORDER BY ms, phase) AS before FROM (
    SELECT hash(visitor) AS v, ms, phase::VARCHAR AS phase FROM decisions
    WHERE visitor IS NOT NULL AND phase IS NOT NULL AND phase <> 'unknown')
)
"""
_CELLS = "SELECT before, phase, count(*), count(DISTINCT v) FROM steps WHERE before IS NOT NULL GROUP BY ALL"
_PEOPLE = "SELECT count(DISTINCT v) FROM steps WHERE before <> phase"


def run(con: Warehouse) -> Result:
    """Backward share of all changes of phase; the rows are the matrix, a row for each phase left."""
    found = con.rows(_STEPS + _CELLS)
    order = {phase: at for at, phase in enumerate(con.phases or sorted({one[0] for one in found} | {one[1] for one in found}))}
    known = [one for one in found if one[0] in order and one[1] in order]
    changes = sum(n for a, b, n, _ in known if a != b)
    backward = sum(n for a, b, n, _ in known if order[b] < order[a])
    rows: list[Row] = []
    hidden = 0
    for phase in order:
        cells = {b: (n, people) for a, b, n, people in known if a == phase}
        whole = sum(n for n, people in cells.values() if people >= MIN_PEOPLE)
        hidden += sum(1 for _, people in cells.values() if people < MIN_PEOPLE)
        if whole:
            shares = {to: round(cells[to][0] / whole, 4) if to in cells and cells[to][1] >= MIN_PEOPLE else None
                      for to in order}
            rows.append({"from": phase, "n": whole, **shares})
    most = max((people for a, b, _, people in known if a != b), default=0)
    people = most if most >= MIN_PEOPLE else con.one(_STEPS + _PEOPLE)[0]  # enough in one cell are enough in all
    return single(backward, changes, rows, left_out(_NOTE, hidden), people=people)


REPORT = Report(
    "journeys",
    {"de": "Welche Wege nehmen Käufer, und wie oft gehen sie zurück?", "en": "Which ways do buyers take, and how often back?"},
    "share of transitions to an earlier phase among all changes of phase; matrix P(next phase | phase)",
    run,
)
