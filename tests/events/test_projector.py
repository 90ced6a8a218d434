"""The projection equals the log: whatever fails, however often, in whatever order events come."""

from __future__ import annotations

import itertools
import os
import random
import signal
import subprocess
import threading
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
import redis
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from engine.errors import StoreError
from engine.events.attribution import credits_of
from engine.events.profiles import MOST_CLUES, StoredProfile, as_data, fold, from_data
from engine.events.projector import Projector
from engine.events.room import EventRoom, open_room
from engine.events.running import projector as make_projector
from engine.settings import Settings
from engine.store.embedded import EmbeddedStore
from engine.store.log import Entry
from engine.store.projection import Projection, patient_client
from tests.events.conftest import consented, decided, event

TODAY_TYPES = ("click", "impression", "dwell")


def total(projection: Projection, room: EventRoom) -> dict[str, int]:
    """Counters over all days of the log, by plain type."""
    days = {time.strftime("%Y-%m-%d", time.gmtime(entry.at / 1000)) for entry in room.log.stream()}
    sums: dict[str, int] = {}
    for day in days:
        for name, count in projection.counts(day).items():
            if "|" not in name:
                sums[name] = sums.get(name, 0) + count
    return sums


def in_log(room: EventRoom) -> dict[str, int]:
    sums: dict[str, int] = {}
    for entry in room.log.stream():
        sums[entry.type] = sums.get(entry.type, 0) + 1
    return sums


def test_a_click_changes_the_very_next_profile_with_and_without_the_projector(live: EventRoom, projector: Projector) -> None:
    visitor = live.recognise(consented(live))
    token = consented(live)
    visitor = live.recognise(token)
    live.accept([event(document="a.md")], token)
    assert [clue.document for clue in live.profile(visitor)[0].history] == ["a.md"]
    projector.catch_up()
    assert [clue.document for clue in live.profile(visitor)[0].history] == ["a.md"]
    live.accept([event(document="b.md"), event("role", properties={"role": "it"})], token)
    profile, missing = live.profile(visitor)
    assert [clue.document for clue in profile.history] == ["a.md", "b.md"]
    assert profile.declared_role == "it"
    assert not missing


def test_what_was_projected_is_what_a_rebuild_gives(live: EventRoom, projector: Projector, projection: Projection) -> None:
    tokens = [consented(live) for _ in range(5)]
    chance = random.Random(7)
    for number in range(60):
        name = decided(live)
        kinds = [event(chance.choice(TODAY_TYPES), decision=name if number % 3 else None, document=f"{number % 7}.md") for _ in range(5)]
        live.accept([*kinds, event(decision=name)], chance.choice(tokens))
        if number % 10 == 0:
            projector.catch_up()
    projector.catch_up()
    visitors = [v.id for t in tokens if (v := live.recognise(t))]
    before = (total(projection, live), [projection.profile(v)[1] for v in visitors], projection.rewards(limit=10_000))
    projection.reset()
    projector.catch_up()
    after = (total(projection, live), [projection.profile(v)[1] for v in visitors], projection.rewards(limit=10_000))
    assert before == after
    assert before[0] == in_log(live)
    assert before[2]


def test_two_projectors_at_once_count_nothing_twice(live: EventRoom, stored: Settings, projection: Projection) -> None:
    stop = threading.Event()
    threads = [threading.Thread(target=make_projector(stored).run, args=(stop,)) for _ in range(3)]
    for thread in threads:
        thread.start()
    for _ in range(40):
        live.accept([event(kind) for kind in TODAY_TYPES], None)
    wait_for(lambda: total(projection, live) == in_log(live))
    stop.set()
    for thread in threads:
        thread.join()
    assert total(projection, live) == {kind: 40 for kind in TODAY_TYPES}


@pytest.fixture
def server(tmp_path: Path) -> Iterator[tuple[EmbeddedStore, Settings]]:
    store = EmbeddedStore(tmp_path / "var", memory="4mb")
    store.start()
    yield store, Settings(var=tmp_path / "var")
    os.kill(pid_of(store), signal.SIGCONT)
    store.stop()


def pid_of(store: EmbeddedStore) -> int:
    """The real server's process id."""
    process = store._process
    assert process is not None
    return process.pid


def wait_for(what: object, seconds: float = 20.0) -> float:
    began = time.monotonic()
    while not what():  # type: ignore[operator]
        assert time.monotonic() - began < seconds, "it did not happen in time"
        time.sleep(0.02)
    return time.monotonic() - began


@pytest.mark.parametrize("fault", ["killed", "hung", "flushed"])
def test_events_and_profiles_go_on_while_the_store_is_away(server: tuple[EmbeddedStore, Settings], fault: str) -> None:
    store, settings = server
    room, projection = open_room(settings), Projection(patient_client(settings), settings.site)
    token = consented(room)
    visitor = room.recognise(token)
    stop = threading.Event()
    thread = threading.Thread(target=make_projector(settings).run, args=(stop,))
    thread.start()
    room.accept([event() for _ in range(50)], token)
    wait_for(lambda: total(projection, room) == in_log(room))
    if fault == "killed":
        os.kill(pid_of(store), signal.SIGKILL)
    elif fault == "hung":
        os.kill(pid_of(store), signal.SIGSTOP)
    else:
        patient_client(settings).flushall()
    for _ in range(20):  # accepted all the same
        assert len(room.accept([event() for _ in range(5)], token).accepted) == 5
    if fault != "flushed":
        slowest = 0.0
        for _ in range(20):
            began = time.monotonic()
            profile, missing = room.profile(visitor)
            slowest = max(slowest, time.monotonic() - began)
            assert missing
            assert len(profile.clues) == MOST_CLUES
        assert slowest < 1.0  # 50 ms by the clock of an idle machine
    if fault == "killed":
        store._process = None
        store.start()
    elif fault == "hung":
        os.kill(pid_of(store), signal.SIGCONT)
    wait_for(lambda: holds(projection, room))
    wait_for(lambda: not room.profile(visitor)[1])
    stop.set()
    thread.join()
    assert total(projection, room) == {"click": 150}


def holds(projection: Projection, room: EventRoom) -> bool:
    try:
        return total(projection, room) == in_log(room)
    except StoreError:
        return False


def fill(client: redis.Redis) -> None:
    """Until not even a small value fits."""
    for size in (100_000, 1_000, 10):
        for number in itertools.count():
            try:
                client.set(f"ballast:{size}:{number}", b"x" * size)
            except redis.OutOfMemoryError:
                break


def test_a_full_store_costs_nothing_but_time(server: tuple[EmbeddedStore, Settings]) -> None:
    _, settings = server
    room, client = open_room(settings), patient_client(settings)
    work, projection = make_projector(settings), Projection(client, settings.site)
    room.accept([event()], None)
    work.catch_up()
    fill(client)
    assert room.accept([event() for _ in range(20)], None).accepted
    with pytest.raises(StoreError):
        work.step()
    for key in client.scan_iter("ballast:*"):
        client.delete(key)
    work.catch_up()
    assert total(projection, room) == {"click": 21}


def test_a_click_whose_decision_is_still_on_its_way_waits_for_it(live: EventRoom, projector: Projector, projection: Projection) -> None:
    name = live.decisions.new_id()
    live.accept([event(decision=name)], None)
    assert projector.step() == 0  # not lost, not counted without its context
    decided_late = decided(live)
    assert decided_late != name
    live.record({"id": name, "at": 1, "release": "r", "policy": "p", "group": "engine", "seed": "", "lang": "de",
                 "role": {"id": "it"}, "phase": {"id": "x"}, "request": {}, "items": [
                     {"slot": "main", "document": "a.md", "section": "a.md#H", "passage": "a.md#H", "score": 1, "propensity": 0.5}]}, "")
    live.journal.write(lambda tx: None)
    projector.catch_up()
    assert [reward["decision"] for _, reward in projection.rewards()] == [name]


def test_a_click_on_what_was_never_shown_is_no_reward(live: EventRoom, projector: Projector, projection: Projection) -> None:
    name = decided(live)
    live.accept([event(decision=name, passage="b.md#X"), event(decision=name, slot="next"), event(decision="A" * 32)], None)
    projector.catch_up()
    assert projection.rewards() == []


def test_strangers_cannot_fill_the_store_with_names(live: EventRoom, projector: Projector, projection: Projection, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("engine.store.keyspace.MOST_COUNTERS", 10)
    live.accept([event(document=f"{n}.md") for n in range(200)], None)
    projector.catch_up()
    (day,) = {time.strftime("%Y-%m-%d", time.gmtime(e.at / 1000)) for e in live.log.read()}
    counts = projection.counts(day)
    assert len(counts) <= 11
    assert sum(counts.values()) == 400  # 200 by type, 200 by document


ENTRIES = st.builds(
    Entry, id=st.sampled_from([f"e{n}" for n in range(12)]), type=st.sampled_from(["click", "dwell", "role", "impression", "question"]),
    at=st.integers(0, 5), document=st.sampled_from(["a", "b"]), decision=st.sampled_from([None, "d1", "d2"]),
    properties=st.sampled_from([{}, {"role": "it"}, {"role": "finance"}]), flags=st.sampled_from([frozenset(), frozenset({"signed"})]),
)


@given(entries=st.lists(ENTRIES, max_size=40, unique_by=lambda e: e.id), seed=st.randoms(use_true_random=False))
@hypothesis_settings(max_examples=150, deadline=None)
def test_a_profile_does_not_depend_on_order_or_repetition(entries: list[Entry], seed: random.Random) -> None:
    mixed = [*entries, *seed.choices(entries, k=len(entries))] if entries else []
    seed.shuffle(mixed)
    one, other = StoredProfile(), StoredProfile()
    for entry in entries:
        one = fold(one, entry)
    for entry in mixed:
        other = fold(from_data(as_data(other)), entry)
    assert one == other


@given(order=st.permutations(range(150)))
@hypothesis_settings(max_examples=20, deadline=None)
def test_a_profile_is_bounded_and_keeps_the_newest_whatever_the_order(order: list[int]) -> None:
    profile = StoredProfile()
    for n in order:
        profile = fold(profile, Entry(id=f"e{n:03}", type="click", at=n, decision="d", flags=frozenset({"signed"})))
    assert [at for at, _, _ in profile.clues] == list(range(150 - MOST_CLUES, 150))
    assert len(profile.clicked) == 20


def test_a_conversion_is_shared_by_all_items_that_were_followed() -> None:
    profile = StoredProfile()
    item = {"slot": "main", "score": 1.0, "propensity": 0.5}
    records = {}
    for n in range(4):
        click = Entry(id=f"c{n}", type="click", at=n, decision=f"d{n}", passage=f"{n}.md#H", document=f"{n}.md", flags=frozenset({"signed"}))
        profile = fold(profile, click)
        records[f"d{n}"] = {"policy": "p", "release": "r", "group": "engine", "lang": "de", "role": {"id": "it"}, "phase": {"id": "x"},
                            "items": [{**item, "document": f"{n}.md", "section": f"{n}.md#H", "passage": f"{n}.md#H"}]}
    conversion = Entry(id="x", type="conversion", at=10, seq=9)
    credits = credits_of(conversion, profile, records)
    assert [credit.share for credit in credits] == [0.25] * 4
    assert credits_of(replace(conversion, at=10 + 31 * 86_400_000), profile, records) == []


def test_the_projector_program_ends_when_told_to(stored: Settings) -> None:
    import sys

    env = {**os.environ, "LOTSE_VAR": str(stored.var)}
    process = subprocess.Popen([sys.executable, "-m", "engine", "project"], env=env)
    room = open_room(stored)
    room.accept([event()], None)
    wait_for(lambda: holds(Projection(patient_client(stored), stored.site), room), 60)
    process.terminate()
    assert process.wait(20) == 0
