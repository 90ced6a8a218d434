"""Journeys with their loops: from which phase to which, and how often back."""

from __future__ import annotations

from collections.abc import Iterable

from engine.insight.rates import MIN_PEOPLE, enough_people, left_out, single
from engine.insight.report import Report, Result, Row
from engine.insight.warehouse import Warehouse

_NOTE = {
    "de": "Übergänge zwischen aufeinanderfolgenden Antworten an dieselbe Person, soweit die Phase erkannt war. Zurück ist "
          "nichts Schlechtes: In Einkaufsgremien wird vieles neu aufgerollt. Wohin weniger als zehn Personen gingen, steht "
          "zusammen unter „others“.",
    "en": "Transitions between successive answers to one person, where the phase was recognised. Backward is nothing bad: "
          "buying centres reopen much. Where fewer than ten people went is shown together as 'others'.",
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
_AMONG = "SELECT count(DISTINCT v) FROM steps WHERE before = ? AND list_contains(?, phase)"
Cells = dict[str, tuple[int, int]]  # next phase: transitions, people


def run(con: Warehouse) -> Result:
    """Backward share of all changes of phase; the rows are the matrix, a row for each phase left."""
    found = con.rows(_STEPS + _CELLS)
    order = {phase: at for at, phase in enumerate(con.phases or sorted({one[0] for one in found} | {one[1] for one in found}))}
    known = [one for one in found if one[0] in order and one[1] in order]
    changes = sum(n for a, b, n, _ in known if a != b)
    backward = sum(n for a, b, n, _ in known if order[b] < order[a])
    made = []
    hidden = 0
    for phase in order:
        cells: Cells = {b: (n, people) for a, b, n, people in known if a == phase}
        others = _others(con, phase, cells)
        hidden += sum(1 for to in others if cells[to][1] < MIN_PEOPLE)
        if cells:
            shown = max((people for to, (_, people) in cells.items() if to not in others), default=0)
            made.append((shown, _row(phase, cells, others, order)))
    rows, _ = enough_people(made)
    most = max((people for a, b, _, people in known if a != b), default=0)
    people = most if most >= MIN_PEOPLE else con.one(_STEPS + _PEOPLE)[0]  # enough in one cell are enough in all
    return single(backward, changes, rows, left_out(_NOTE, hidden), people=people)


def _others(con: Warehouse, phase: str, cells: Cells) -> list[str]:
    """The next phases that are shown together, because too few people went there: so many that they are enough."""
    by_people = sorted(cells, key=lambda to: (cells[to][1], to))
    others = [to for to in by_people if cells[to][1] < MIN_PEOPLE]
    if others and len(others) < len(cells):
        few = len(others) == 1 or con.one(_STEPS + _AMONG, phase, others)[0] < MIN_PEOPLE
        others += by_people[len(others):len(others) + few]
    return others


def _row(phase: str, cells: Cells, others: list[str], order: Iterable[str]) -> Row:
    """Shares of all transitions from a phase, so that they add up to 1 with the others."""
    whole = sum(n for n, _ in cells.values())
    shares = {to: round(cells[to][0] / whole, 4) if to in cells and to not in others else None for to in order}
    row: Row = {"from": phase, "n": whole, **shares}
    return {**row, "others": round(sum(cells[to][0] for to in others) / whole, 4)} if others else row


REPORT = Report(
    "journeys",
    {"de": "Welche Wege nehmen Käufer, und wie oft gehen sie zurück?", "en": "Which ways do buyers take, and how often back?"},
    "share of transitions to an earlier phase among all changes of phase; matrix P(next phase | phase)",
    run,
)
