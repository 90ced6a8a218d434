"""The conversion ladder, by month of entry: how many of a step reached the next."""

from __future__ import annotations

from engine.insight.rates import MIN_PEOPLE, left_out, reached, whole
from engine.insight.report import EMPTY, OK, TOO_FEW, Report, Result, Row
from engine.insight.warehouse import Warehouse

STEPS = ("visit", "held", "role", "engaged", "known", "mql", "contact", "sql", "customer", "expanded", "advocate")
_NOTE = {
    "de": "Je Monat des ersten Besuchs; Stufen dürfen übersprungen werden, wer eine höhere erreicht hat, zählt für die "
          "niedrigere mit. Hauptzahl: Anteil bekannt gewordener Besucher. Nur erkannte Besucher.",
    "en": "By month of the first visit; steps may be skipped: whoever reached a higher one counts for the lower ones. Main "
          "figure: share of visitors who became known. Recognised visitors only.",
}
# what an event says about the step reached; other systems name the step in the property `step`
_STEP = """
CASE WHEN step IN ('known', 'mql', 'contact', 'sql', 'customer', 'expanded', 'advocate') THEN step
     WHEN type = 'contact_form' THEN 'known' WHEN type IN ('meeting', 'booth_visit') THEN 'contact'
     WHEN type = 'billing' THEN 'customer' END
"""
_SQL = f"""
WITH reached AS (
  SELECT v, max(list_position({list(STEPS)!r}, reached)) AS top FROM (
    SELECT hash(visitor) AS v, {_STEP} AS reached FROM events
    WHERE visitor IS NOT NULL AND coalesce(ladder, 'main') = 'main'
      AND type IN ('contact_form', 'conversion', 'crm', 'meeting', 'booth_visit', 'billing', 'sales_note')
    UNION ALL SELECT v, CASE WHEN NOT one_page OR clicks > 0 OR goal OR seconds >= 60 THEN 'engaged' WHEN declared THEN 'role'
                             WHEN NOT back AND seconds >= 30 THEN 'held' ELSE 'visit' END FROM visits
  ) GROUP BY v
)
SELECT strftime(make_timestamp(first * 1000), '%Y-%m') AS cohort, grp, top, count(*)
FROM reached JOIN people USING (v) WHERE top IS NOT NULL GROUP BY ALL
"""  # noqa: S608


def run(con: Warehouse) -> Result:
    """A row for each cohort, group and step: how many got there and which share of the step before."""
    counts: dict[tuple[str, str], list[int]] = {}
    for cohort, group, top, n in con.rows(_SQL):
        for step in range(int(top)):
            counts.setdefault((cohort, group), [0] * len(STEPS))[step] += n
    rows: list[Row] = []
    hidden = 0
    for (cohort, group), steps in sorted(counts.items()):
        for below, (name, n) in enumerate(zip(STEPS[1:], steps[1:], strict=True)):
            if steps[below] >= MIN_PEOPLE:
                rows.append(reached({"cohort": cohort, "group": group, "step": name}, n, steps[below]))
            else:
                hidden += 1
    at = STEPS.index("known")
    known, everybody = whole([(steps[at], steps[0]) for (_, group), steps in counts.items() if group == "engine"])
    main = reached({}, known, everybody)
    state = main["state"] if everybody else EMPTY
    return Result(main["rate"], everybody if everybody >= MIN_PEOPLE else 0,
                  (main["low"], main["high"]) if state == OK else None, "share", rows, left_out(_NOTE, hidden),
                  state if everybody >= MIN_PEOPLE or not everybody else TOO_FEW)


REPORT = Report(
    "ladder",
    {"de": "Wie viele erreichen die nächste Stufe bis zum Kunden?", "en": "How many reach the next step up to customer?"},
    "n(next step) / n(step), cohort by month of the first visit; visit, held, role, engaged, known, MQL, contact, SQL, customer, "
    "expanded, advocate",
    run,
)
