"""A month of simulated traffic on the sample site, written through the real engine and intake.

    LOTSE_VAR=/tmp/demo scripts/demo [--visitors 1600] [--days 30] [--seed 1] [--force]

The same seed gives the same behaviour; ids of visitors and decisions, and so who is in the holdout, are new each time.
"""

from __future__ import annotations

import argparse
import random
import sys
from datetime import datetime, timedelta
from functools import partial

from engine import clock
from engine.assembly import Assembly
from engine.commands.progress import shown
from engine.encoding.prepare import prepare
from engine.errors import LotseError
from engine.events.room import EventRoom, open_room
from engine.learning.running import assigner
from engine.ranking.decision import Decision
from engine.ranking.record import record_of
from engine.ranking.request import Request
from engine.ranking.situation import Slate
from engine.retrieval.build import build_release
from engine.settings import Settings
from engine.visitors.consent import PURPOSES
from scripts.demo_traffic.people import Person, person
from scripts.demo_traffic.sales import follow_up, side_steps
from scripts.demo_traffic.visit import Site, Visit


def main() -> None:
    """Simulate, then say what to look at."""
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--visitors", type=int, default=1600, help="people who come in that time")
    options.add_argument("--days", type=int, default=30, help="days until now")
    options.add_argument("--seed", type=int, default=1)
    options.add_argument("--force", action="store_true", help="also into a state folder that holds events, if all are older")
    given = options.parse_args()
    try:
        simulate(Settings.load(), given)
    except LotseError as error:
        sys.exit(str(error))


def simulate(settings: Settings, given: argparse.Namespace) -> None:
    """Write the month; refuses a state folder with events in it."""
    room = open_room(settings)
    if room.log.last_seq() and not given.force:
        sys.exit(f"{settings.var} already holds events, perhaps real ones. Give LOTSE_VAR another folder, or --force.")
    first = clock.now() - timedelta(days=given.days)
    if any(entry.received > first.timestamp() * 1000 for entry in room.log.read(after_seq=max(room.log.last_seq() - 1, 0))):
        sys.exit(f"{settings.var} holds events younger than {given.days} days, and the time of a log never goes back. "
                 "Give LOTSE_VAR another folder.")
    began, dice = clock.monotonic(), random.Random(given.seed)
    with shown() as report:
        site = _site(settings, room, report)
        people = [person(number, dice) for number in range(given.visitors)]
        plan = _plan(people, first, given.days, dice)
        for done, (start, who) in enumerate(plan):
            if done % 20 == 0:
                report("simulating visits", done, len(plan))
            _come(site, who, start, dice)
        report("simulating visits", len(plan), len(plan))
    room.journal.close()
    seconds = clock.monotonic() - began
    print(f"{len(plan)} visits of {len(people)} people, {site.decisions} decisions, {site.events} events in {seconds:.0f} s."
          f"\nNow: LOTSE_VAR={settings.var} .venv/bin/python -m engine report")


def _site(settings: Settings, room: EventRoom, report: object) -> Site:
    """The engine on the published release; the sample library is published where there is none."""
    parts = Assembly(settings)
    if parts.shelf.current() is None:
        if settings.model == "bundled":
            prepare(settings, lambda _, share: report("preparing the model", round(100 * share), 100))
        build_release(settings.content, parts.shelf, parts.taxonomy, parts.indexing_encoder, parts.annotator,
                      progress=report)
    engine = parts.engine()
    engine.on_decision = partial(_record, room)
    release = engine.current.get()
    pages = {lang: {d.path: release.type_of(d.path) for d in release.documents if d.lang == lang and d.audience != "internal"}
             for lang in ("de", "en")}
    return Site(engine, room, assigner(settings).group_of, pages, settings.seed, settings.consent_version)


def _record(room: EventRoom, request: Request, slate: Slate, decision: Decision) -> None:
    room.record(record_of(request, slate, decision, request.now or clock.now()), request.visitor)


def _plan(people: list[Person], first: datetime, days: int, dice: random.Random) -> list[tuple[datetime, Person]]:
    """When who comes: one to four times, in working hours mostly, in the order of time."""
    plan = []
    for who in people:
        day = dice.uniform(0, days - 1)
        for _ in range(dice.choices((1, 2, 3, 4), (6, 2, 1, 1))[0]):
            moment = first + timedelta(days=int(day), hours=dice.triangular(0, 23, 10), minutes=dice.randint(0, 59))
            if day < days - 1:
                plan.append((moment, who))
            day += dice.expovariate(0.25)
    return sorted(plan, key=lambda one: (one[0], one[1].number))


def _come(site: Site, who: Person, start: datetime, dice: random.Random) -> None:
    if who.agrees and not who.token:
        with clock.frozen(start):
            who.token = site.room.consent.grant("", PURPOSES[:2], site.version)
        side_steps(site, who, start, dice)
    Visit(site, who, start, dice).run()
    if who.known and who.token:
        for hours in (1, 2):
            follow_up(site, who, start + timedelta(hours=hours), dice)


if __name__ == "__main__":
    main()
