"""Erased events leave the live counters with the projector's next step, once and exactly."""

from __future__ import annotations

import time

import pytest

from engine.errors import StoreError
from engine.events.projector import Projector
from engine.events.room import EventRoom
from engine.store.projection import Projection
from tests.events.conftest import consented, event


def test_what_an_erased_visitor_did_leaves_the_counters(
    live: EventRoom, projector: Projector, projection: Projection,
) -> None:
    gone, stays = consented(live), consented(live)
    for token, documents in ((gone, ("a.md", "a.md", "only.md")), (stays, ("a.md",)), (None, ("a.md",))):
        live.accept([event(document=document) for document in documents], token)
        projector.catch_up()
    (day,) = {time.strftime("%Y-%m-%d", time.gmtime(e.at / 1000)) for e in live.log.read()}
    assert projection.counts(day) == {"click": 5, "click|a.md": 4, "click|only.md": 1}
    live.rights.erase(gone)
    projector.step()
    assert projection.counts(day) == {"click": 2, "click|a.md": 2}
    projector.step()
    assert projection.counts(day) == {"click": 2, "click|a.md": 2}  # nothing is taken away twice
    live.accept([event(document="b.md")], stays)
    projector.catch_up()
    assert projection.counts(day) == {"click": 3, "click|a.md": 2, "click|b.md": 1}


def test_an_erasure_interrupted_before_it_was_noted_takes_nothing_away_twice(
    live: EventRoom, projector: Projector, projection: Projection, monkeypatch: pytest.MonkeyPatch,
) -> None:
    gone, stays = consented(live), consented(live)
    for token in (gone, stays):
        live.accept([event(document="a.md")], token)
    projector.catch_up()
    live.rights.erase(gone)
    (day,) = {time.strftime("%Y-%m-%d", time.gmtime(e.at / 1000)) for e in live.log.read()}
    with monkeypatch.context() as broken:
        broken.setattr("engine.store.consent_log.forgotten", lambda *_: (_ for _ in ()).throw(StoreError("x", where="y", fix="z")))
        with pytest.raises(StoreError):
            projector.step()
    projector.step()
    assert projection.counts(day) == {"click": 1, "click|a.md": 1}


def test_who_was_erased_before_his_events_were_projected_is_never_counted(
    live: EventRoom, projector: Projector, projection: Projection,
) -> None:
    gone = consented(live)
    live.accept([event(document="a.md")], gone)
    live.accept([event(document="b.md")], None)
    live.rights.erase(gone)
    projector.catch_up()
    (day,) = {time.strftime("%Y-%m-%d", time.gmtime(e.at / 1000)) for e in live.log.read()}
    assert projection.counts(day) == {"click": 1, "click|b.md": 1}
