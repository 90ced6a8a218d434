"""A profile in the store that cannot be read costs its visitor, and nobody else."""

from __future__ import annotations

from engine.events.projector import Projector
from engine.events.room import EventRoom
from engine.store.projection import Changes, Projection
from tests.events.conftest import consented, event


def test_a_damaged_profile_holds_up_nobody(live: EventRoom, projector: Projector, projection: Projection) -> None:
    tokens = [consented(live) for _ in range(2)]
    for token in tokens:
        live.accept([event("view", document="a.md")], token)
    projector.catch_up()
    damaged = live.recognise(tokens[0])
    at = projection.position()
    assert damaged
    assert at
    projection.apply(at, at.seq, True, Changes(profiles={damaged.id: {"z1": "no profile"}}))
    for token in tokens:
        live.accept([event("view", document="b.md")], token)
    projector.catch_up()
    seen = [[clue.document for clue in live.profile(visitor)[0].history] for visitor in map(live.recognise, tokens) if visitor]
    assert seen == [["b.md"], ["a.md", "b.md"]]
