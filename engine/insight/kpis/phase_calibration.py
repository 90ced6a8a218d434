"""Phase calibration: what we believed against what sales found at first contact."""

from __future__ import annotations

from engine.insight.calibration import calibrated
from engine.insight.report import Report, Result
from engine.insight.warehouse import Warehouse

_SQL = """
WITH noted AS (
  SELECT visitor, arg_min(phase, ms) AS phase, min(ms) AS ms FROM events
  WHERE server AND type IN ('sales_note', 'meeting', 'crm', 'booth_visit') AND phase IS NOT NULL AND visitor IS NOT NULL
  GROUP BY visitor
)
SELECT noted.phase::VARCHAR AS truth, d.phases AS told, noted.visitor AS person
FROM noted ASOF JOIN (SELECT visitor, ms, phases FROM decisions WHERE visitor IS NOT NULL) d
  ON d.visitor = noted.visitor AND d.ms <= noted.ms
WHERE d.phases[noted.phase::VARCHAR] IS NOT NULL
"""
_NOTE = {
    "de": "Maßstab ist die Phase, die der Vertrieb beim ersten Kontakt notiert hat (Ereignis mit Eigenschaft phase).",
    "en": "Judged by the phase sales noted at first contact (an event with the property phase).",
}


def run(con: Warehouse) -> Result:
    """Expected calibration error; Brier score and reliability table in the rows."""
    return calibrated(con, _SQL, _NOTE)


REPORT = Report(
    "phase_calibration",
    {"de": "Stimmen die Wahrscheinlichkeiten der Phasen?", "en": "Are the probabilities of phases true?"},
    "ECE and Brier score of the last P(phase) before the first contact against the phase noted there",
    run,
)
