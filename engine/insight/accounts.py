"""Visitors whom pass-on links connect: one unit of every comparison, because they talk to each other."""

from __future__ import annotations

from engine.insight.visits import PAUSE_MS
from engine.insight.warehouse import Warehouse
from engine.learning.experiments import account_of

# who opened what another one had passed on; only whom we did not know before joins the sender's account: he who was here
# before has a treatment of his own already
_LINKS = f"""
WITH opened AS (
  SELECT hash(e.visitor) AS receiver, hash(d.visitor) AS sender, e.ms FROM events e JOIN decisions d ON d.id = e.decision
  WHERE e.type = 'pass_on' AND e.step = 'opened' AND e.visitor IS NOT NULL AND d.visitor <> e.visitor
)
SELECT receiver, arg_min(sender, ms) FROM opened JOIN people ON people.v = receiver
GROUP BY receiver HAVING min(ms) <= min(first) + {PAUSE_MS} ORDER BY receiver
"""  # noqa: S608
_OPENED = "SELECT count(*) FROM events WHERE type = 'pass_on' AND step = 'opened'"


def join_accounts(con: Warehouse) -> int:
    """Make the table `accounts` (v, account) of visitors who joined another one's; returns how many there are.

    Whoever is not in it is a unit of his own.
    """
    con.rows("CREATE OR REPLACE TEMP TABLE accounts (v UBIGINT, account UBIGINT)")
    if con.one(_OPENED) == (0,):
        return 0  # the usual case costs no join
    links = {str(receiver): str(sender) for receiver, sender in con.rows(_LINKS)}
    joined = [(int(one), int(account)) for one in links if (account := account_of(one, links)) and account != one]
    if joined:
        con.rows(f"INSERT INTO accounts VALUES {', '.join(map(str, joined))}")  # noqa: S608  (numbers only)
    return len(joined)
