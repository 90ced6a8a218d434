"""Visits of recognised visitors, cut at pauses of 30 minutes; visitors without consent have none.

Sessions are the parts of visits that lie in one day of time and one day of files: they are written once with that day.
Joining those of a visitor that lie no more than a pause apart gives the visits that the single rows would give, since
inside a session no pause is longer: a visit over midnight, or one whose events came in late, is whole again.
"""

from __future__ import annotations

from engine.ranking.answer_record import POLICY

PAUSE_MS = 30 * 60_000
DAY_MS = 86_400_000
FORM = 4  # of the sessions; files of another form are written again

# `v` stands for the visitor in joins: a number is compared sooner than a text.
# back: the browser said that he went back to the search. Impressions are left out: they follow their decision within
# the visit and would double the work. Dwell is summed in whole milliseconds, so that the order does not matter. Rows of one
# moment, as an answer and the view seen with it, stay together: RANGE counts them all, whichever `lag` took for the first.
SESSIONS = f"""
WITH activity AS (
  SELECT hash(visitor) AS v, visitor, epoch_ms(happened) AS ms, NULL AS type, NULL AS step, 0.0 AS value, entry::VARCHAR AS entry,
         page::VARCHAR AS page, "group"::VARCHAR AS grp, true AS answer,
         coalesce(role_source = 'inferred' AND role <> 'unknown', false) AS guessed, NULL AS said
  FROM {{decisions}} WHERE visitor IS NOT NULL AND not_buying = '' AND coalesce(policy::VARCHAR, '') NOT LIKE '{POLICY}%'
  UNION ALL
  SELECT hash(visitor), visitor, epoch_ms(happened), type::VARCHAR, step::VARCHAR, value, NULL, NULL, NULL, false, false,
         answer::VARCHAR
  FROM {{events}} WHERE visitor IS NOT NULL AND NOT server AND type <> 'impression' AND not_buying = ''
), cut AS (
  SELECT *, ms // {DAY_MS} AS day,
         coalesce(ms - lag(ms) OVER (PARTITION BY v, ms // {DAY_MS} ORDER BY ms) > {PAUSE_MS}, false)::INT AS new
  FROM activity
), numbered AS (
  SELECT *, sum(new) OVER (PARTITION BY v, day ORDER BY ms RANGE UNBOUNDED PRECEDING) AS run FROM cut
)
SELECT v, any_value(visitor) AS visitor, min(ms) AS start, max(ms) AS stop,
       count(*) FILTER (answer) AS answers, min(ms) FILTER (answer) AS first_answer,
       count(*) FILTER (grp IS NOT NULL) AS decisions, arg_min(grp, ms) AS grp, min(ms) FILTER (grp IS NOT NULL) AS grp_ms,
       arg_min(entry, ms) AS entry, min(ms) FILTER (entry IS NOT NULL) AS entry_ms,
       min(page) AS page_low, max(page) AS page_high,
       min(page) FILTER (entry = 'search') AS searched_low, max(page) FILTER (entry = 'search') AS searched_high,
       coalesce(sum(round(greatest(least(value, 1e9), -1e9) * 1000)::BIGINT) FILTER (type = 'dwell'), 0)::BIGINT AS dwell_ms,
       coalesce(bool_or(type = 'search_return'), false) AS back,
       coalesce(bool_or(type IN ('download', 'share', 'pass_on', 'contact_form', 'conversion')), false) AS goal,
       coalesce(bool_or(type = 'role'), false) AS declared, bool_or(guessed) AS guessed,
       min(ms) FILTER (type = 'click' OR (type = 'question' AND value > 0 AND coalesce(said, '') <> 'none')
                       OR (type = 'feedback' AND value > 0)) AS answered,
       count(*) FILTER (type = 'click') AS clicks,
       coalesce(bool_or(type IN ('download', 'share', 'pass_on', 'contact_form', 'conversion', 'click')
                        OR (type = 'dwell' AND value >= 60) OR (type = 'feedback' AND value > 0)), false) AS helped,
       coalesce(bool_or(type IN ('share', 'pass_on') AND coalesce(step, '') <> 'opened'), false) AS passed_on,
       coalesce(bool_or(type IN ('contact_form', 'conversion')), false) AS contacted
FROM numbered GROUP BY v, day, run
"""  # noqa: S608

PEOPLE = """
CREATE TEMP TABLE people AS
SELECT v, arg_min(grp, grp_ms) AS grp, min(first_answer) AS first, arg_min(entry, entry_ms) AS entry,
       sum(answers)::BIGINT AS decisions, bool_or(helped) AS helped
FROM sessions GROUP BY v HAVING sum(answers) > 0
"""

# Few visitors have sessions to be joined (a pause or less apart); the others' sessions are visits already.
# one_page: the same page from the first to the last decision. back: also whoever came to two pages from a search engine
# within the visit. A reload of a page is no return.
VISITS = f"""
CREATE TEMP TABLE visits AS
WITH near AS (
  SELECT DISTINCT v FROM (SELECT v, start - lag(stop) OVER (PARTITION BY v ORDER BY start, stop) AS pause FROM sessions)
  WHERE pause <= {PAUSE_MS}
), reached AS (
  SELECT *, coalesce(start - max(stop) OVER (PARTITION BY v ORDER BY start, stop
                                             ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING) > {PAUSE_MS}, false)::INT
            AS new FROM sessions WHERE v IN (SELECT v FROM near)
), numbered AS (
  SELECT *, sum(new) OVER (PARTITION BY v ORDER BY start, stop RANGE UNBOUNDED PRECEDING) AS visit FROM reached
), joined AS (
  SELECT v, min(start) AS start, max(stop) AS stop, sum(decisions)::BIGINT AS decisions,
         arg_min(entry, entry_ms) AS entry, arg_min(grp, grp_ms) AS grp, min(page_low) AS page_low,
         max(page_high) AS page_high, min(searched_low) AS searched_low, max(searched_high) AS searched_high,
         sum(dwell_ms)::BIGINT AS dwell_ms, bool_or(back) AS back, bool_or(goal) AS goal, bool_or(declared) AS declared,
         bool_or(guessed) AS guessed, min(answered) AS answered, sum(clicks)::BIGINT AS clicks
  FROM numbered GROUP BY v, visit
  UNION ALL BY NAME
  SELECT v, start, stop, decisions, entry, grp, page_low, page_high, searched_low, searched_high, dwell_ms, back, goal,
         declared, guessed, answered, clicks
  FROM sessions WHERE v NOT IN (SELECT v FROM near)
)
SELECT v, start, stop, decisions, entry, grp, coalesce(page_low = page_high, true) AS one_page, dwell_ms / 1000 AS seconds,
       back OR coalesce(searched_low <> searched_high, false) AS back, goal, declared, guessed, answered, clicks
FROM joined WHERE decisions > 0
"""  # noqa: S608
