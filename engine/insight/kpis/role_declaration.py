"""Role declaration: do people say who they are, and do they have to correct us?"""

from __future__ import annotations

from engine.insight.rates import MIN_PEOPLE, enough_people, left_out, rate, single
from engine.insight.report import Report, Result
from engine.insight.warehouse import Warehouse

_NOTE = {
    "de": "Korrigiert = die gewählte Rolle war eine andere als die vermutete. Verteilung der Rollen: nur ab zehn Personen.",
    "en": "Corrected = the role chosen was another than the one guessed. Roles are listed from ten people on.",
}
_CHOSEN = """
SELECT e.role, count(*) AS n, count(DISTINCT coalesce(e.visitor, e.decision)) AS people
FROM events e WHERE e.type = 'role' AND e.role IS NOT NULL AND e.role <> 'unknown' GROUP BY 1 ORDER BY 2 DESC, 1
"""
_CORRECTED = """
SELECT count(*), count(*) FILTER (e.role <> d.role), count(DISTINCT coalesce(e.visitor, e.decision))
FROM events e JOIN decisions d ON d.id = e.decision
WHERE e.type = 'role' AND e.role IS NOT NULL AND d.role_source = 'inferred' AND d.role <> 'unknown'
"""


def run(con: Warehouse) -> Result:
    """Share of visits with a choice of role; corrections and chosen roles in the table."""
    visits = con.rows("SELECT grp, count(*) FILTER (declared), count(*), count(DISTINCT v) FROM visits GROUP BY grp "
                      "ORDER BY grp")
    rows = [rate({"what": "declared", "of": group}, hits, n) for group, hits, n, people in visits if people >= MIN_PEOPLE]
    judged, corrected, people = con.one(_CORRECTED)
    if people >= MIN_PEOPLE:
        rows.append(rate({"what": "corrected", "of": "guesses answered"}, corrected, judged))
    chosen = con.rows(_CHOSEN)
    whole = sum(n for _, n, _ in chosen)
    listed, hidden = enough_people((people, rate({"what": "chosen", "of": role}, n, whole)) for role, n, people in chosen)
    main = next(((hits, n, people) for group, hits, n, people in visits if group == "engine"), (0, 0, 0))
    return single(main[0], main[1], rows + listed, left_out(_NOTE, hidden), people=main[2])


REPORT = Report(
    "role_declaration",
    {"de": "Sagen Besucher, welche Rolle sie haben, und vermuten wir sie richtig?",
     "en": "Do visitors say which role they have, and do we guess it right?"},
    "visits with a role click / visits shown the choice; corrected = chosen role differs from the guess / guesses answered "
    "by a choice",
    run,
)
