"""What the operator's own systems report about people who became known: CRM, billing, fairs."""

from __future__ import annotations

import random
from datetime import datetime

from scripts.demo_traffic.people import PHASES, Person
from scripts.demo_traffic.visit import Site, Visit

_LADDERS = {"free_to_paid": ("started", "converted", 0.12), "freemium": ("started", "converted", 0.06),
            "trial": ("started", "converted", 0.22), "revenue": ("base", "upgraded", 0.15)}


def follow_up(site: Site, person: Person, start: datetime, dice: random.Random) -> None:
    """A step further for somebody who gave his name; server events with a secret key."""
    visit = Visit(site, person, start, dice)
    if "mql" not in person.steps and dice.random() < 0.7:
        _step(visit, "crm", "mql")
    elif "mql" in person.steps and "contact" not in person.steps and dice.random() < 0.7:
        visit.add("sales_note", properties={"phase": _noted(person, dice), "step": "contact"})
        _step(visit, dice.choice(("meeting", "booth_visit")), "contact")
    elif "contact" in person.steps and "sql" not in person.steps and dice.random() < 0.5:
        _step(visit, "crm", "sql")
    elif "sql" in person.steps and "customer" not in person.steps and dice.random() < 0.4:
        _step(visit, "billing", "customer")
        visit.add("revenue", value=float(dice.randint(20, 200)), properties={"channel": "sales"})
    visit.hand_in(server=True)


def side_steps(site: Site, person: Person, start: datetime, dice: random.Random) -> None:
    """Subscriptions and trials, started and sometimes converted."""
    visit = Visit(site, person, start, dice)
    for ladder, (first, last, odds) in _LADDERS.items():
        if dice.random() < 0.08:
            visit.add("subscription", properties={"ladder": ladder, "step": first})
            visit.wait(60, 600)
            if dice.random() < odds:
                visit.add("subscription", properties={"ladder": ladder, "step": last})
    visit.hand_in(server=True)


def _step(visit: Visit, kind: str, step: str) -> None:
    visit.person.steps.add(step)
    visit.add(kind, properties={"step": step, "ladder": "main"})


def _noted(person: Person, dice: random.Random) -> str:
    """Sales sees the phase rightly three times in four."""
    return PHASES[person.phase] if dice.random() < 0.75 else dice.choice(PHASES)
