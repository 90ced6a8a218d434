"""Role calibration: do probabilities of roles keep what they promise?"""

from __future__ import annotations

from engine.insight.calibration import calibrated
from engine.insight.report import Report, Result
from engine.insight.warehouse import Warehouse

_SQL = """
SELECT e.role::VARCHAR AS truth, d.roles AS told, coalesce(e.visitor, e.decision) AS person
FROM events e JOIN decisions d ON d.id = e.decision
WHERE e.type = 'role' AND e.role IS NOT NULL AND e.role <> 'unknown' AND d.role_source <> 'declared'
  AND d.roles[e.role::VARCHAR] IS NOT NULL
"""
_NOTE = {
    "de": "Maßstab ist die Rolle, die der Besucher danach selbst gewählt hat. Wer wählt, ist nicht wer schweigt: Die Zahl gilt "
          "für die Wählenden.",
    "en": "Judged by the role the visitor chose afterwards. Those who choose are not those who stay silent: the figure "
          "holds for the former.",
}


def run(con: Warehouse) -> Result:
    """Expected calibration error; Brier score and reliability table in the rows."""
    return calibrated(con, _SQL, _NOTE)


REPORT = Report(
    "role_calibration",
    {"de": "Stimmen die Wahrscheinlichkeiten der Rollen?", "en": "Are the probabilities of roles true?"},
    "ECE (ten bins of the likeliest role) and Brier score of P(role) before the click against the declared role",
    run,
)
