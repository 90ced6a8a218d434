"""Visits of recognised visitors, cut at pauses of 30 minutes, one row each; visitors without consent have none."""

from __future__ import annotations

PAUSE_MS = 30 * 60_000

PEOPLE = """
CREATE TEMP TABLE people AS
SELECT hash(visitor) AS v, arg_min("group", ms) AS grp, min(ms) AS first, arg_min(entry, ms) AS entry,
       count(*) AS decisions
FROM decisions WHERE visitor IS NOT NULL GROUP BY ALL
"""

# pages: one = the same page from the first to the last decision. back: the visitor came to two pages from a search
# engine within the visit, or the browser said that he went back to it. A reload of a page is no return.
# Impressions are left out: they follow their decision within the visit and would double the work.
VISITS = f"""
CREATE TEMP TABLE visits AS
WITH activity AS (
  SELECT hash(visitor) AS v, ms, NULL AS type, 0.0 AS value, entry, page::VARCHAR AS page, "group"::VARCHAR AS grp,
         role_source = 'inferred' AND role <> 'unknown' AS guessed
  FROM decisions WHERE visitor IS NOT NULL
  UNION ALL
  SELECT hash(visitor), ms, type, value, NULL, NULL, NULL, NULL
  FROM events WHERE visitor IS NOT NULL AND NOT server AND type <> 'impression'
), cut AS (
  SELECT *, coalesce(ms - lag(ms) OVER (PARTITION BY v ORDER BY ms) > {PAUSE_MS}, false)::INT AS new FROM activity
), numbered AS (
  SELECT *, sum(new) OVER (PARTITION BY v ORDER BY ms ROWS UNBOUNDED PRECEDING) AS visit FROM cut
)
SELECT v, visit, min(ms) AS start, max(ms) AS stop, count(*) FILTER (grp IS NOT NULL) AS decisions,
       arg_min(entry, ms) AS entry, arg_min(grp, ms) AS grp,
       coalesce(min(page) = max(page), true) AS one_page,
       coalesce(sum(value) FILTER (type = 'dwell'), 0) AS seconds,
       coalesce(bool_or(type = 'search_return'), false)
         OR coalesce(min(page) FILTER (entry = 'search') <> max(page) FILTER (entry = 'search'), false) AS back,
       coalesce(bool_or(type IN ('download', 'share', 'pass_on', 'contact_form', 'conversion')), false) AS goal,
       coalesce(bool_or(type = 'role'), false) AS declared, coalesce(bool_or(guessed), false) AS guessed,
       min(ms) FILTER (type = 'click' OR (type = 'question' AND value > 0) OR (type = 'feedback' AND value > 0))
         AS answered,
       count(*) FILTER (type = 'click') AS clicks
FROM numbered GROUP BY v, visit HAVING count(*) FILTER (grp IS NOT NULL) > 0
"""  # noqa: S608
