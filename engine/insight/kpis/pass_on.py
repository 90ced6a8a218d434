"""Pass-on: brochures that were forwarded and opened by somebody else."""

from __future__ import annotations

from engine.insight.rates import MIN_PEOPLE, rate, single
from engine.insight.report import Report, Result
from engine.insight.warehouse import Warehouse

_NOTE = {
    "de": "Angeboten = eine Broschüre wurde gezeigt; weitergegeben = Ereignis pass_on; geöffnet = pass_on mit step=opened von "
          "der Seite des Empfängers. Ein geteilter Link zählt einmal je Antwort.",
    "en": "Offered = a brochure was shown; forwarded = an event pass_on; opened = pass_on with step=opened from the "
          "receiver's page. A link counts once per answer.",
}
_SQL = """
WITH offered AS (SELECT DISTINCT decision, visitor FROM items WHERE type IN ('handon_brochure')),
passed AS (SELECT decision, bool_or(coalesce(step, '') = 'opened') AS opened
           FROM events WHERE type = 'pass_on' AND decision IS NOT NULL GROUP BY decision)
SELECT count(*), count(*) FILTER (passed.decision IS NOT NULL), count(*) FILTER (passed.opened),
       count(DISTINCT hash(coalesce(offered.visitor, offered.decision)))
FROM offered LEFT JOIN passed ON passed.decision = offered.decision
"""


def run(con: Warehouse) -> Result:
    """Opened by another person / offered."""
    offered, forwarded, opened, people = con.one(_SQL)
    rows = [rate({"step": "forwarded"}, forwarded, offered), rate({"step": "opened by another"}, opened, offered)]
    return single(opened, offered, rows if people >= MIN_PEOPLE else [], _NOTE, people=people)


REPORT = Report(
    "pass_on",
    {"de": "Wie oft wird eine Broschüre weitergegeben und gelesen?", "en": "How often is a brochure passed on and read?"},
    "brochures forwarded and opened by another person / brochures offered",
    run,
)
