"""A profile in the store that cannot be read is made again from the log, and holds up nobody."""

from __future__ import annotations

from engine.events.profiles import from_data
from engine.events.projector import Projector
from engine.events.room import EventRoom
from engine.store.projection import Projection
from tests.events.conftest import consented, event

DAMAGED = (
    b'{"z1": "no profile"}', b'{"clues": []}', b'{"clues": [[1]], "role": [0, "", ""], "clicked": []}', b"{}",
    b'{"clues": [], "role": 7, "clicked": []}', b'{"clues": [["when", "m", "view", "a.md", "", 1.0]], "role": [0, "", ""], "clicked": []}',
    b'{"clu', b"\xff\xfe", b"[]", b"7", b"",
)


def test_damaged_profiles_are_what_the_log_knows_and_hold_up_nobody(live: EventRoom, projector: Projector, projection: Projection) -> None:
    tokens = [consented(live) for _ in range(len(DAMAGED) + 1)]
    visitors = [visitor for token in tokens if (visitor := live.recognise(token))]
    for token in tokens:
        live.accept([event("view", document="a.md"), event("role", properties={"role": "it"})], token)
    projector.catch_up()
    at = projection.position()
    assert at
    for visitor, body in zip(visitors, DAMAGED, strict=False):
        projection._redis.set(projection._profile(at, visitor.id), body)
        assert live.profile(visitor)[0].declared_role == "it", body
    for token in tokens:
        live.accept([event("view", document="b.md")], token)
    projector.catch_up()
    for visitor, body in zip(visitors, (*DAMAGED, b"none"), strict=True):
        projected = from_data(projection.profile(visitor.id)[1])
        assert projected == live.profile(visitor)[0], body
        assert [clue.document for clue in projected.history] == ["a.md", "b.md"], body
        assert projected.declared_role == "it", body
