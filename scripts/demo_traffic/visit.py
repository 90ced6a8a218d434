"""One simulated visit through the real engine and the real intake."""

from __future__ import annotations

import random
import uuid
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from engine import clock
from engine.events.profiles import StoredProfile, fold
from engine.events.room import EventRoom
from engine.ranking.decision import Decision, Item
from engine.ranking.request import Request
from engine.service import Engine
from engine.visitors.tokens import visitor_hash
from scripts.demo_traffic.people import PHASES, Person

_SEARCH = ("https://www.google.com/", "https://www.bing.com/", "https://duckduckgo.com/", "https://chatgpt.com/")
_OWN = "https://www.example.com/"


@dataclass
class Site:
    """What all visits share. pages: type of each library path, by language. answers: asked once, as they depend on nobody."""

    engine: Engine
    room: EventRoom
    assign: Callable[[str], str]
    pages: dict[str, dict[str, str]]
    seed: str
    version: str
    answers: dict[tuple[str, str], str] = field(default_factory=dict)
    decisions: int = 0
    events: int = 0


class Visit:
    """Runs one visit and hands its events in when it ends."""

    def __init__(self, site: Site, person: Person, start: datetime, dice: random.Random) -> None:
        self.site, self.person, self.dice, self.now = site, person, dice, start
        self.batch: list[dict[str, Any]] = []
        self.visitor = visitor_hash(site.room.secret, person.token) if person.token else ""

    def run(self) -> None:
        """Page after page until nothing attracts any more."""
        dice, person = self.dice, self.person
        person.visits += 1
        entry = dice.choices(("search", "direct", "referral"), (6, 3, 1))[0]
        referrer = {"search": dice.choice(_SEARCH), "direct": "", "referral": "https://fachportal.example/"}[entry]
        pages = self.site.pages[person.lang]
        page = dice.choices(list(pages), [person.liking(kind) for kind in pages.values()])[0]
        if person.visits > 1:
            self.add("return_visit", document=page)
        if person.phase == len(PHASES) - 1 and dice.random() < 0.3:
            self.add("customer_login")
        for number in range(6):
            followed = self.page(page, referrer)
            if followed is None or number == 5:
                if number == 0 and entry == "search" and dice.random() < 0.3:
                    self.wait(40, 300)
                    self.add("search_return", document=page, value=60)
                break
            page, referrer = followed.document, _OWN
        self.hand_in()
        person.move(dice)

    def page(self, page: str, referrer: str) -> Item | None:
        """One page: answer, impressions, perhaps role, question, click; the item followed."""
        decision = self.decide(page, referrer)
        if not self.person.said and self.dice.random() < 0.18:
            self.person.said = self.person.role
            self.add("role", decision, properties={"role": self.person.role, "how": "choice",
                                                   "previous": decision.visitor.role.id})
            decision = self.decide(page, referrer)
        self.wait(3, 12)
        self.add("view", document=page)
        for item in decision.items:
            if item.slot == "main" or self.dice.random() < 0.6:
                self.add("impression", decision, item)
        asked = self.ask(decision) if self.dice.random() < 0.15 else False
        followed = next((item for item in decision.items if self.dice.random() < self.attraction(item)), None)
        if followed is None and asked and decision.items and self.dice.random() < 0.6:
            followed = decision.items[0]
        if followed:
            self.wait(2, 20)
            self.add("click", decision, followed)
        self.wait(5, 90 if followed else 45)
        self.add("dwell", document=page, value=self.dice.randint(3, 120 if followed else 50))
        self.further(decision, page, followed)
        return followed

    def attraction(self, item: Item) -> float:
        """Chance of a click: what is liked, in the own language."""
        return self.person.liking(item.type) * (1.0 if item.lang == self.person.lang else 0.4)

    def decide(self, page: str, referrer: str) -> Decision:
        """The real engine, as the service asks it."""
        room = self.site.room
        with clock.frozen(self.now):
            profile = StoredProfile()
            for entry in room.log.of_visitor(self.visitor, limit=256) if self.visitor else ():
                profile = fold(profile, entry)
            name = room.decisions.new_id()
            self.site.decisions += 1
            return self.site.engine.recommend(Request(
                role=self.person.said, lang=self.person.lang, page=page, referrer=referrer if self.visitor else "",
                history=profile.history, now=self.now, explore=True, group=self.site.assign(self.visitor),
                seed=f"{self.site.seed}|{self.visitor}|{name}", decision=name, visitor=self.visitor,
            ))

    def ask(self, decision: Decision) -> bool:
        """A question the library may or may not answer; whether it did."""
        dice, person = self.dice, self.person
        text = person.question(dice)
        key = (text, person.lang)
        if key not in self.site.answers:
            self.site.answers[key] = self.site.engine.ask(text, lang=person.lang).answer
        answer = self.site.answers[key]
        self.wait(4, 20)
        self.add("question", decision, value=float(answer == "found"), properties={"query": text, "answer": answer})
        if answer == "found" and dice.random() < 0.2:
            self.add("feedback", decision, value=1.0 if dice.random() < 0.8 else -1.0)
        return answer == "found"

    def further(self, decision: Decision, page: str, followed: Item | None) -> None:
        """What people do who found something; a lead now and then."""
        dice, person = self.dice, self.person
        if person.phase >= 2 and dice.random() < 0.08:
            self.add("pricing_view", document=page)
        if followed and dice.random() < 0.08:
            self.add("download", decision, followed)
        if followed and dice.random() < 0.04:
            self.add("share", decision, followed)
        for item in decision.items:
            if item.type == "handon_brochure" and dice.random() < 0.12:
                self.add("pass_on", decision, item, properties={"step": "forwarded"})
                if dice.random() < 0.5:
                    self.add("pass_on", decision, item, properties={"step": "opened"})
        if followed and not person.known and not person.student and dice.random() < 0.30:
            person.known = True
            self.add("contact_form", decision, followed)
            self.add("conversion", decision, followed, properties={"ladder": "main", "step": "known"})

    def add(
        self, kind: str, decision: Decision | None = None, item: Item | None = None, **given: Any
    ) -> None:
        """One event of the batch."""
        event = {"id": str(uuid.UUID(int=self.dice.getrandbits(128))), "type": kind, "at": self.now.isoformat(), **given}
        if decision:
            event["decision"] = decision.id
        if item:
            event |= {"document": item.document, "passage": item.passage, "slot": item.slot}
        self.batch.append(event)

    def wait(self, low: int, high: int) -> None:
        """Time goes by."""
        self.now += timedelta(seconds=self.dice.randint(low, high))

    def hand_in(self, *, server: bool = False) -> None:
        """The batch to the intake, at the moment it was sent."""
        if not self.batch:
            return
        with clock.frozen(self.now):
            outcome = self.site.room.accept(self.batch, self.person.token or None, server=server,
                                            prefix="" if server else f"person {self.person.number}")
        if outcome.rejected:
            raise SystemExit(f"The intake refused an event of the demo: {outcome.rejected[0]}")
        self.site.events += len(outcome.accepted)
        self.batch = []
