"""The server decides what may be kept: marked data of people who did not agree is in no file."""

from __future__ import annotations

import itertools
import time
from datetime import timedelta
from pathlib import Path

import pytest

from engine import clock
from engine.errors import InvalidInput, NotFound
from engine.events.askings import Askings
from engine.events.projector import Projector
from engine.events.retention import let_go
from engine.events.room import EventRoom, open_room
from engine.settings import Settings
from engine.store.asked import MONTH_MS
from engine.store.projection import Projection
from engine.visitors.tokens import visitor_hash
from tests.events.conftest import consented, decided, event

MARK = "Zanzibarschimmel"


def marked() -> list[dict[str, object]]:
    """Events that carry the mark wherever free text fits."""
    return [
        event("question", query=f"wer ist {MARK}", properties={"answer": "none", "name": MARK}),
        event("contact_form", properties={"mail": f"{MARK}@example.com", "role": MARK, "step": MARK}),
        event("clack", query=MARK, properties={"x": MARK}),
        event(at="never", query=MARK), event(value=MARK),
    ]


def places(var: Path, text: str) -> list[str]:
    return [str(path) for path in var.rglob("*") if path.is_file() and text.encode() in path.read_bytes()]


@pytest.mark.parametrize("token", ["", f"vt_{MARK}"])
def test_without_consent_no_identifying_byte_is_written(room: EventRoom, settings: Settings, token: str) -> None:
    room.accept(marked(), token)
    decided(room, MARK, query=MARK, job_title=MARK, referrer=MARK, page_url=MARK, history=[{"query": MARK}])
    room.journal.close()
    assert len(room.log.read()) == 2
    assert not places(settings.var, MARK)
    assert all(entry.visitor is None for entry in room.log.read())


def test_nor_in_fields_that_are_meant_for_something_else(room: EventRoom, settings: Settings) -> None:
    """An old or foreign page may put anything anywhere; what it was told stays complete, so that it can be mended."""
    address = f"{MARK}@example.org"
    sent = [event(slot=address), event(slot=MARK), event(decision=MARK), event(document=address), event(passage=address),
            event(address), event(at=address), {**event(), address: 1}, event(properties={address: 1}),
            event(value="x", document=address, slot=MARK, decision=MARK), event("it's " + MARK)]
    outcome = room.accept(sent, "")
    assert (len(outcome.accepted), len(outcome.rejected)) == (5, 6)
    assert sum(MARK in reason for _, reason in outcome.rejected) == 4
    room.journal.close()
    assert not places(settings.var, MARK)
    assert any("'value' must be a number" in one["reason"] for one in room.log.quarantined())


def test_nor_as_the_name_of_something_or_as_a_number(settings: Settings) -> None:
    """A document is kept only if the library has it, a slot if there is one, and no long number."""
    room = open_room(settings, held={"a.md", "a.md#Preis"}.__contains__)
    number = 491711234567
    sent = [event(document=f"{MARK} Max", passage=f"a.md#{MARK}", slot=MARK.lower(), value=number),
            event(document="a.md", passage="a.md#Preis", slot="next", value=123456, properties={"near": number, "helpful": 1}),
            event(value="x", document=MARK, passage=f"{MARK}#1", slot=MARK.lower())]
    outcome = room.accept(sent, "")
    assert (len(outcome.accepted), len(outcome.rejected)) == (2, 1)
    empty, kept = room.log.read()
    assert (empty.document, empty.passage, empty.slot, empty.value) == (None, None, None, 1e6)
    assert (kept.document, kept.passage, kept.slot, kept.value) == ("a.md", "a.md#Preis", "next", 123000)
    assert kept.properties == {"helpful": 1}
    room.journal.close()
    assert not [found for text in (MARK, MARK.lower(), str(number)) for found in places(settings.var, text)]


def test_without_consent_an_event_keeps_what_it_is_about(room: EventRoom) -> None:
    name = decided(room, "")
    about = {"decision": name, "document": "a.md", "passage": "a.md#Was kostet das?", "slot": "main"}
    room.accept([event(**about), event(value="x", **about)], "")
    entry = room.log.read()[0]
    assert {"decision": entry.decision, "document": entry.document, "passage": entry.passage, "slot": entry.slot} == about
    assert room.log.quarantined()[0]["body"].items() >= {"type": "click", "passage": about["passage"], "slot": "main"}.items()


def test_the_same_with_consent_is_kept_so_the_test_above_can_fail(room: EventRoom, settings: Settings) -> None:
    token = consented(room)
    room.accept(marked(), token)
    assert places(settings.var, MARK)
    assert not places(settings.var, token)  # the token itself never


def test_dnt_and_gpc_count_as_no(room: EventRoom, settings: Settings) -> None:
    token = consented(room)
    room.accept(marked(), token, refused=True)
    assert room.recognise(token, refused=True) is None
    assert not places(settings.var, MARK)


def test_an_operator_may_let_a_deliberate_yes_override_the_signal(tmp_path: Path) -> None:
    room = open_room(Settings(var=tmp_path, honour_dnt=False))
    token = consented(room)
    assert room.recognise(token, refused=True) is not None


def test_consent_to_an_older_text_is_no_consent(room: EventRoom, settings: Settings) -> None:
    token = consented(room)
    newer = open_room(Settings(var=settings.var, consent_version="2"))
    assert newer.recognise(token) is None
    newer.accept(marked(), token)
    assert not places(settings.var, MARK)
    with pytest.raises(InvalidInput, match="version"):
        newer.consent.grant("", ["personalisation"], "1")


@pytest.mark.parametrize("purposes", [[], ["everything"]])
def test_consent_must_name_known_purposes(room: EventRoom, purposes: list[str]) -> None:
    with pytest.raises(InvalidInput, match="purpose"):
        room.consent.grant("", purposes, "1")


def test_nobody_can_choose_his_own_token(room: EventRoom) -> None:
    given = room.consent.grant("vt_i-am-somebody-else", ["measurement"], "1")
    assert given != "vt_i-am-somebody-else"
    assert len(given) == 25  # 128 random bits
    assert room.consent.grant(given, ["personalisation"], "1") == given


def test_an_erased_visitor_is_in_no_file_and_does_not_come_back(room: EventRoom, settings: Settings) -> None:
    token, other = consented(room), consented(room)
    visitor = room.recognise(token)
    assert visitor is not None
    room.accept(marked(), token)
    decided(room, visitor.id, query=MARK)
    room.accept([event()], other)
    assert places(settings.var, MARK)
    started = time.monotonic()
    erased = room.rights.erase(token)
    assert erased.complete
    assert time.monotonic() - started < 60
    assert not places(settings.var, MARK)
    room.accept(marked(), token)  # late ones
    assert not places(settings.var, MARK)
    assert room.consent.grant(token, ["measurement"], "1") != token
    with pytest.raises(NotFound):
        room.rights.export(token)
    assert [e.visitor is not None for e in room.log.read() if e.type == "click"] == [True]  # the other one stays


def test_export_shows_everything(room: EventRoom) -> None:
    token = consented(room)
    visitor = room.recognise(token)
    assert visitor is not None
    room.accept([event("question", query="was kostet das")], token)
    decided(room, visitor.id, query="was kostet das")
    room.accept([event("clack", id="wrong-1", query="was kostet das"), event(id="wrong-2", at="never")], token)
    room.accept([event("clack", id="wrong-3")], consented(room))
    room.accept([event("clack", id="wrong-4")], None)
    data = room.rights.export(token)
    assert [(one["id"], one["body"].get("query")) for one in data["quarantine"]] == [("wrong-1", "was kostet das"), ("wrong-2", None)]
    assert "unknown type" in data["quarantine"][0]["reason"]
    assert data["events"][0]["query"] == "was kostet das"
    assert data["decisions"][0]["request"]["query"] == "was kostet das"
    assert [proof["action"] for proof in data["consents"]] == ["grant"]
    room.rights.erase(token)
    assert sorted(one["id"] for one in room.log.quarantined()) == ["wrong-3", "wrong-4"]


def test_withdrawal_wins_whatever_the_order(room: EventRoom, settings: Settings) -> None:
    for order in itertools.permutations(["early", "withdraw", "late", "decision"]):
        token = consented(room)
        visitor = room.recognise(token)
        assert visitor is not None
        for step in order:
            if step == "withdraw":
                room.rights.erase(token, "withdraw")
            elif step == "decision":
                decided(room, visitor.id, query=MARK)
            else:
                room.accept([event("question", query=MARK)], token)
        assert all(entry.visitor is None for entry in room.log.read()), order
        assert not places(settings.var, MARK), order


def test_the_profile_in_the_store_goes_with_the_erasure_and_stays_away_after_a_rebuild(
    live: EventRoom, projector: Projector, projection: Projection
) -> None:
    token = consented(live)
    visitor = live.recognise(token)
    assert visitor is not None
    live.accept([event()], token)
    projector.catch_up()
    assert projection.profile(visitor.id)[1]
    live.rights.erase(token)
    projector.step()
    assert projection.profile(visitor.id)[1] is None
    projection.reset()
    projector.catch_up()
    assert projection.profile(visitor.id)[1] is None
    assert projector.step() == 0


def test_erasure_survives_a_kill_between_its_record_and_the_store(live: EventRoom, stored: Settings, projection: Projection) -> None:
    from engine.events.running import projector as make

    token = consented(live)
    visitor = live.recognise(token)
    assert visitor is not None
    live.accept([event()], token)
    make(stored).catch_up()
    live.rights.erase(token)  # and the projector is gone; a new one starts
    make(stored).catch_up()
    assert projection.profile(visitor.id)[1] is None


def test_a_question_without_consent_is_written_down_only_when_several_asked_it(room: EventRoom, settings: Settings) -> None:
    for times in range(1, 7):
        room.accept([event("question", query=f"Was kostet {MARK}?", properties={"answer": "none"})], None, prefix=f"192.0.{times}.0/24")
        assert bool(places(settings.var, MARK.lower())) is (times >= 5)
    assert room.log.questions()[0]["times"] == 6


@pytest.mark.parametrize("prefix", ["192.0.2.0/24", ""])
def test_one_person_who_asks_again_and_again_does_not_pass_for_several(room: EventRoom, settings: Settings, prefix: str) -> None:
    asked = {"query": f"Was kostet {MARK}?", "properties": {"answer": "none"}}
    for _ in range(3):
        room.accept([event("question", **asked) for _ in range(5)], None, prefix=prefix)
    room.accept([event("question", query=f"  was kostet {MARK.upper()}? ", properties={"answer": "none"})], None, prefix=prefix)
    assert not places(settings.var, MARK.lower())
    assert not room.log.questions()
    assert len(room.log.read()) == 16  # what happened is counted all the same


def test_askings_of_long_ago_give_way() -> None:
    askings = Askings(most=3)
    assert [askings.first("a", question, 0) for question in ("1", "1", "2", "3", "4", "1")] == [True, False, True, True, True, True]
    assert askings.first("a", "1", MONTH_MS)


def _seen_under(room: EventRoom, *purposes: str) -> tuple[list[str | None], list[str], int]:
    """Visitors of all entries, their texts, and the decisions that can be found under the token."""
    token = room.consent.grant("", purposes, "1")
    room.accept([event("question", query=f"wer ist {MARK}"), event("role", properties={"role": "it"})], token)
    decided(room, visitor_hash(room.secret, token), query=MARK, job_title=MARK, page="a.md")
    entries = room.log.read()
    return ([entry.visitor for entry in entries], [entry.query for entry in entries if entry.query],
            len(room.rights.export(token)["decisions"]))


@pytest.mark.parametrize("purpose", ["lead-linking", "mail", "mail-measurement"])
def test_a_yes_to_something_else_keeps_nothing_of_what_somebody_does(room: EventRoom, settings: Settings, purpose: str) -> None:
    assert _seen_under(room, purpose) == ([None, None], [], 0)
    assert room.recognise(room.consent.grant("", [purpose], "1")) is None
    assert not places(settings.var, MARK)


@pytest.mark.parametrize("purpose", ["personalisation", "measurement"])
def test_each_of_the_two_purposes_keeps_what_somebody_does(room: EventRoom, purpose: str) -> None:
    visitors, texts, decisions = _seen_under(room, purpose)
    assert len(visitors) == 4  # the question and the page of the decision are remembered too
    assert None not in visitors
    assert len(texts) == 2
    assert decisions == 1
    marked_as = {"unmeasured" in entry.flags for entry in room.log.read()}
    assert marked_as == {purpose == "personalisation"}


def test_retention_lets_go_of_everything_in_time(room: EventRoom, settings: Settings) -> None:
    token = consented(room)
    visitor = room.recognise(token)
    assert visitor is not None
    room.accept(marked(), token)
    decided(room, visitor.id, query=MARK)
    now = clock.now()
    with clock.frozen(now + timedelta(days=89)):
        let_go(room.journal, settings)
    assert room.log.read()[0].visitor == visitor.id
    with clock.frozen(now + timedelta(days=91)):
        released = let_go(room.journal, settings)
    assert (released.anonymised, released.decisions) == (3, 1)
    assert not places(settings.var, MARK)
    assert len(room.log.read()) == 3  # that something happened stays
    with clock.frozen(now + timedelta(days=181)):
        assert let_go(room.journal, settings).visitors == 1
    assert room.recognise(token) is None
    with clock.frozen(now + timedelta(days=1300)):
        let_go(room.journal, settings)
    assert not room.log.read()


def test_addresses_are_never_written(room: EventRoom, settings: Settings) -> None:
    room.accept([event()], consented(room), prefix="203.0.113.0/24")
    assert not places(settings.var, "203.0.113")


