"""The state of a visitor as it is really stored: a few hundred bytes, and the same whatever the order of arrival."""

from __future__ import annotations

import json
import random
import uuid
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.events.profiles import MOST_CLICKED, MOST_CLUES, StoredProfile, as_data, as_stored, fold, from_data
from engine.events.projector import Projector
from engine.events.room import EventRoom
from engine.store.log import Entry
from engine.store.projection import Projection
from tests.events.conftest import consented, decided, event

PATHS = ("preise/preise-2026.md", "produkte/k120.md", "referenzen/kaeserei-almgrund.md", "sicherheit/fernzugriff.md")
ENTRY = st.builds(
    lambda name, kind, minutes, path, query, signed: Entry(
        id=str(uuid.UUID(int=name)), type=kind, at=1_763_800_000_000 - 60_000 * minutes, visitor="v", document=path or None,
        passage=f"{path}#H", decision=f"d{minutes}", query=query or None, properties={"role": query[:5]},
        flags=frozenset({"signed"} if signed else ())),
    st.integers(0, 2**64), st.sampled_from(["view", "click", "question", "role", "crm", "pass_on", "impression"]),
    st.integers(0, 60 * 24 * 200), st.sampled_from(["", *PATHS]), st.text(st.characters(codec="utf-8"), max_size=300), st.booleans(),
)
ENTRIES = st.lists(ENTRY, max_size=90, unique_by=lambda entry: entry.id)


def folded(entries: list[Entry]) -> StoredProfile:
    profile = StoredProfile()
    for entry in entries:
        profile = fold(profile, entry)
    return profile


def size(profile: StoredProfile) -> int:
    """Bytes that the store keeps of it."""
    return len(json.dumps(as_stored(profile), ensure_ascii=False, separators=(",", ":")).encode())


@given(ENTRIES, st.randoms())
@settings(max_examples=40)
def test_order_and_repetition_do_not_matter_to_what_is_stored(entries: list[Entry], chance: random.Random) -> None:
    mixed = [*entries, *entries[:9]]
    chance.shuffle(mixed)
    assert as_stored(folded(mixed)) == as_stored(folded(entries))


@given(ENTRIES, st.integers(0, 90))
@settings(max_examples=40)
def test_what_was_stored_goes_on_as_if_it_had_never_left(entries: list[Entry], cut: int) -> None:
    profile = from_data(as_stored(folded(entries[:cut])))
    for entry in entries[cut:]:
        profile = fold(profile, entry)
    assert profile == folded(entries)
    assert from_data(as_data(profile)) == profile, "what is exported on request says the same"


@given(ENTRIES)
@settings(max_examples=20)
def test_it_is_bounded(entries: list[Entry]) -> None:
    many = [replace(entry, id=f"{entry.id}-{again}") for entry in entries for again in range(2)]
    profile = folded(many)
    assert len(profile.clues) <= MOST_CLUES
    assert len(profile.clicked) <= MOST_CLICKED


@pytest.mark.parametrize(("views", "questions", "clicks", "most"), [(4, 1, 1, 400), (12, 4, 3, 800), (80, 10, 30, 2500)])
def test_an_ordinary_visitor_takes_a_few_hundred_bytes(views: int, questions: int, clicks: int, most: int) -> None:
    """The last one is as full as a profile can be with paths and questions of an ordinary length."""
    chance, at, entries = random.Random(5), 1_763_800_000_000, []
    for number, kind in enumerate(["view"] * views + ["question"] * questions + ["click"] * clicks):
        at += chance.randint(5_000, 5_000_000)
        path = chance.choice(PATHS)
        asked = f"Was kostet die Wartung der K{number} im Jahr?" if kind == "question" else None
        name, decision = (str(uuid.UUID(int=chance.getrandbits(128))) for _ in range(2))
        entries.append(Entry(id=name, type=kind, at=at, visitor="v", document=None if asked else path, query=asked,
                             decision=decision if kind == "click" else None, passage=f"{path}#Grundpreise",
                             flags=frozenset({"signed"})))
    profile = folded(entries)
    assert len(profile.clues) == min(MOST_CLUES, views + questions + clicks)
    assert size(profile) <= most


def test_the_store_holds_the_short_form(live: EventRoom, projector: Projector, projection: Projection) -> None:
    token = consented(live)
    visitor = live.recognise(token)
    assert visitor is not None
    live.accept([event(document="a.md", decision=decided(live)), event("question", query="was kostet das")], token)
    projector.catch_up()
    _, stored = projection.profile(visitor.id)
    profile, _ = live.profile(visitor)
    assert stored == as_stored(profile)
    assert sorted(clue.type for clue in profile.history) == ["click", "question"]
