"""Credits made from the log alone are those that the projector made, and they do not end with the store."""

from __future__ import annotations

import random
from dataclasses import asdict

from engine.events.credited import credited
from engine.events.projector import Projector
from engine.events.room import EventRoom
from engine.store.log import milliseconds
from engine.store.projection import Projection
from tests.events.conftest import consented, decided, event


def test_the_log_alone_gives_the_credits_of_the_projector(live: EventRoom, projector: Projector, projection: Projection) -> None:
    chance, tokens = random.Random(3), [consented(live), consented(live), None]
    for _ in range(40):
        name, token = decided(live), chance.choice(tokens)
        live.accept([event("impression", decision=name), event("click", decision=name)], token)
        live.accept([event(kind, document=chance.choice(["a.md", "b.md"]), passage=None, slot=None)
                     for kind in ("dwell", "conversion", "feedback")], token)
    projector.catch_up()
    projected = [reward for _, reward in projection.rewards(limit=100_000)]
    assert {"click", "conversion", "dwell"} <= {reward["type"] for reward in projected}
    assert [asdict(credit) for credit in credited(live.journal, 0, "1")] == projected


def test_journeys_of_those_who_withdrew_are_not_made_up_again(live: EventRoom) -> None:
    token = consented(live)
    name = decided(live)
    live.accept([event("click", decision=name)], token)
    live.accept([event("conversion", document=None, passage=None, slot=None)], token)
    assert [credit.type for credit in credited(live.journal, 0, "1")] == ["click", "conversion"]
    assert [credit.type for credit in credited(live.journal, 0, "2")] == ["click"]


def test_only_events_of_the_stretch_are_credited(live: EventRoom) -> None:
    live.accept([event("click", decision=decided(live))], None)
    assert list(credited(live.journal, milliseconds() + 60_000, "1")) == []
