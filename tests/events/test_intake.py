"""Every event is accepted, known already, or refused with a reason; nothing disappears."""

from __future__ import annotations

import itertools
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from engine import clock
from engine.errors import StoreError
from engine.events.attribution import credits_of
from engine.events.profiles import StoredProfile
from engine.events.room import EventRoom, open_room
from engine.settings import Settings
from tests.events.conftest import consented, decided, event

NOON = datetime(2026, 11, 21, 12, tzinfo=UTC)


def test_an_event_is_read_back_as_it_was_sent(room: EventRoom) -> None:
    sent = event(at="2026-11-21T11:00:00Z", value=2.5)
    with clock.frozen(NOON):
        assert room.accept([sent], None).accepted == [sent["id"]]
    (entry,) = room.log.read()
    assert (entry.id, entry.type, entry.document, entry.passage, entry.slot, entry.value) == (
        sent["id"], "click", "a.md", "a.md#H", "main", 2.5)


def test_the_same_id_counts_once_also_after_a_restart(settings: Settings) -> None:
    sent = event()
    for round_ in range(3):
        room = open_room(settings)
        outcome = room.accept([sent, sent], None)
        assert outcome.accepted == ([sent["id"]] if round_ == 0 else [])
        assert len(outcome.duplicate) == (1 if round_ == 0 else 2)
        room.journal.close()
    assert len(room.log.read()) == 1


def test_a_refused_event_is_kept_aside_with_its_reason(room: EventRoom) -> None:
    good = event()
    wrong: list[Any] = [event("clack"), event("dwell", value=-1), event("conversion", value=-1),
                        event(value="much"), event(at="yesterday"), event(extra=1), {"type": "click"},
                        "click", event(properties={"deep": {"er": 1}}), event("billing"), event(document=7)]
    outcome = room.accept([*wrong, good], None)
    assert outcome.accepted == [good["id"]]
    assert len(outcome.rejected) == len(wrong)
    assert all(reason for _, reason in outcome.rejected)
    assert sorted(q["reason"] for q in room.log.quarantined()) == sorted(reason for _, reason in outcome.rejected)


def test_a_role_that_the_site_does_not_have_is_refused(settings: Settings) -> None:
    room = open_room(settings, roles=frozenset({"it", "finance"}))
    told = [event("role", properties={"role": role}) for role in ("it", "", "unknown", "student", "itt", 7)]
    outcome = room.accept([*told, event("role")], None)
    assert len(outcome.accepted) == 5
    assert [reason for _, reason in outcome.rejected] == [
        f"unknown role '{role}'; one of finance, it, or unknown" for role in ("itt", 7)]
    room.journal.close()


@pytest.mark.parametrize(("at", "flags", "counted"), [
    (NOON - timedelta(days=6), set(), NOON - timedelta(days=6)),
    (NOON + timedelta(minutes=4), set(), NOON + timedelta(minutes=4)),
    (NOON + timedelta(minutes=6), {"clamped"}, NOON),
    (NOON + timedelta(days=3650), {"clamped"}, NOON),
    (None, {"untimed"}, NOON),
])
def test_client_time_is_clamped_and_flagged(room: EventRoom, at: datetime | None, flags: set[str], counted: datetime) -> None:
    with clock.frozen(NOON):
        room.accept([event(**({"at": at.isoformat()} if at else {}))], None)
    (entry,) = room.log.read()
    assert entry.flags == flags
    assert entry.at == int(counted.timestamp() * 1000)


def test_a_clock_known_to_be_wrong_is_corrected(room: EventRoom) -> None:
    wrong_by = timedelta(days=400)
    with clock.frozen(NOON):
        room.accept([event(at=(NOON - timedelta(minutes=1) - wrong_by).isoformat())], None, sent=(NOON - wrong_by).isoformat())
    (entry,) = room.log.read()
    assert entry.flags == {"corrected"}
    assert entry.at == int((NOON - timedelta(minutes=1)).timestamp() * 1000)


def test_what_is_later_than_a_week_is_kept_but_not_counted(room: EventRoom) -> None:
    with clock.frozen(NOON):
        outcome = room.accept([event(at=(NOON - timedelta(days=8)).isoformat())], None)
    assert outcome.rejected[0][1].startswith("late")
    assert not room.log.read()
    assert room.log.quarantined()[0]["reason"].startswith("late")


def test_the_log_never_goes_back_in_time_when_the_clock_does(room: EventRoom) -> None:
    for moment in (NOON, NOON - timedelta(days=1), NOON + timedelta(days=365), NOON):
        with clock.frozen(moment):
            room.accept([event()], None)
    times = [entry.received for entry in room.log.read()]
    assert times == sorted(times)


@pytest.mark.parametrize("jumps", [
    [timedelta(days=400), timedelta()],  # once far ahead, then right again
    [timedelta(), timedelta(days=-30)],  # right, then far behind
    [timedelta(days=8), timedelta(days=-8), timedelta()],
])
def test_a_jump_of_the_clock_makes_no_timed_event_late(room: EventRoom, jumps: list[timedelta]) -> None:
    for jump in jumps:
        moment = NOON + jump
        with clock.frozen(moment):
            decision, timed = room.decisions.new_id(), (moment - timedelta(minutes=1)).isoformat()
            outcome = room.accept([event(at=timed, decision=decision)], None)
        assert not outcome.rejected
        entry = room.log.read()[-1]
        assert entry.flags == {"signed"}
        assert entry.at == int((moment - timedelta(minutes=1)).timestamp() * 1000)
    times = [entry.received for entry in room.log.read()]
    assert times == sorted(times)


def test_an_id_stays_known_through_a_jump_of_the_clock(room: EventRoom) -> None:
    sent, now_and_then = event(), []
    for moment in (NOON, NOON + timedelta(days=1)):
        with clock.frozen(moment):
            now_and_then.append(room.accept([sent], None))
            with clock.frozen(moment + timedelta(days=400)):
                room.accept([event()], None)
    assert [bool(outcome.accepted) for outcome in now_and_then] == [True, False]


def test_what_was_refused_can_be_mended_and_sent_again_under_its_id(room: EventRoom) -> None:
    sent = event()
    wrong = {**sent, "value": "much"}
    assert [len(room.accept([wrong], None).rejected) for _ in range(2)] == [1, 1]
    assert room.accept([sent], None).accepted == [sent["id"]]
    assert room.accept([wrong, sent], None).duplicate == [sent["id"], sent["id"]]
    assert len(room.log.read()) == 1


def test_windows_that_follow_each_other_give_every_event_once(room: EventRoom) -> None:
    sent = []
    for minute in range(30):
        with clock.frozen(NOON + timedelta(minutes=minute)):
            sent += room.accept([event() for _ in range(minute % 4)], None).accepted
    edges = [int((NOON + timedelta(minutes=m)).timestamp() * 1000) for m in range(0, 31, 3)]
    read = [e.id for a, b in itertools.pairwise(edges) for e in room.log.stream(since=a, until=b)]
    assert read == sent
    assert [e.id for e in room.log.stream()] == sent


def test_only_a_decision_of_this_service_makes_a_click_count(room: EventRoom) -> None:
    genuine = decided(room)
    forged = [genuine[:-1] + ("A" if genuine[-1] != "A" else "B"), "A" * 32, "x", genuine.lower()]
    room.accept([event(decision=d) for d in [genuine, *forged]], None)
    assert [("signed" in e.flags) for e in room.log.read()] == [True, False, False, False, False]


def test_a_decision_is_good_for_a_day(room: EventRoom) -> None:
    with clock.frozen(NOON):
        old = room.decisions.new_id()
    for hours, valid in ((23, True), (25, False)):
        with clock.frozen(NOON + timedelta(hours=hours)):
            room.accept([event(decision=old)], None)
        assert ("signed" in room.log.read()[-1].flags) is valid


def test_a_signed_item_counts_one_click_however_often_it_is_sent(room: EventRoom) -> None:
    genuine = decided(room)
    room.accept([event(decision=genuine) for _ in range(300)], None)
    assert sum("signed" in e.flags and "repeat" not in e.flags for e in room.log.read()) == 1


def test_one_corner_of_the_network_cannot_flood_the_ranking(room: EventRoom) -> None:
    for _ in range(100):
        room.accept([event(decision=room.decisions.new_id())], None, prefix="192.0.2.0/24")
    room.accept([event(decision=room.decisions.new_id())], None, prefix="198.51.100.0/24")
    capped = ["capped" in e.flags for e in room.log.read()]
    assert sum(capped) == 40
    assert not capped[-1]


def test_nor_teach_more_than_its_share_with_contact_forms(room: EventRoom) -> None:
    """They are worth more than clicks and need none before them; what is not learnt from is in the log all the same."""
    for _ in range(50):
        room.accept([event("contact_form", decision=room.decisions.new_id())], None, prefix="192.0.2.0/24")
    room.accept([event("contact_form", decision=room.decisions.new_id())], None, prefix="198.51.100.0/24")
    room.accept([event("contact_form", decision=room.decisions.new_id()) for _ in range(50)], None, server=True)
    entries = room.log.read()
    assert len(entries) == 101
    crowded = ["crowded" in e.flags for e in entries]
    assert sum(crowded) == 50 - 300 // 2 // 9  # of two processes each lets through half
    assert not any(crowded[50:])
    assert credits_of(replace(entries[49], decision="d"), StoredProfile(), {"d": {"items": []}}) == []


def test_servers_may_tell_what_browsers_may_not(room: EventRoom) -> None:
    assert room.accept([event("billing", value=1_234_567.89)], None, server=True).accepted
    assert room.log.read()[0].value == 1_234_567.89  # to the cent: a sum, and nobody's number
    assert "server" in room.log.read()[0].flags


def test_a_log_that_cannot_be_written_acknowledges_nothing(tmp_path: Path) -> None:
    blocked = tmp_path / "var"
    blocked.mkdir()
    room = open_room(Settings(var=blocked))
    (blocked / "log").write_text("a file where the folder should be")
    with pytest.raises(StoreError) as refused:
        room.accept([event()], None)
    assert refused.value.status == 503
    (blocked / "log").unlink()
    assert room.accept([event()], None).accepted  # and needs no restart afterwards


@given(batch=st.lists(st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(
        st.sampled_from(["id", "type", "at", "decision", "document", "value", "properties", "query", "x"]), inner, max_size=6),
    max_leaves=8), max_size=5))
@hypothesis_settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_whatever_is_sent_each_part_has_an_outcome(room: EventRoom, batch: list[Any]) -> None:
    outcome = room.accept(batch, None)
    assert len(outcome.accepted) + len(outcome.duplicate) + len(outcome.rejected) == len(batch)


def test_consent_to_measurement_alone_names_the_visitor_but_gives_no_profile(room: EventRoom) -> None:
    token = consented(room, "measurement")
    room.accept([event()], token)
    visitor = room.recognise(token)
    assert visitor is not None
    assert room.log.read()[0].visitor == visitor.id
    assert not room.profile(visitor)[0].clues
