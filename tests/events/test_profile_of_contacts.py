"""What the profile keeps of contacts and of links that were passed on."""

from __future__ import annotations

from typing import Any

import pytest

from engine.events.profiles import StoredProfile, as_data, fold, from_data
from engine.store.log import Entry


def entry(seq: int, type: str, **properties: Any) -> Entry:
    return Entry(seq=seq, id=f"e{seq}", type=type, at=1_700_000_000_000 + seq, received=1_700_000_000_000 + seq, visitor="v",
                 properties=properties)


def folded(*entries: Entry) -> StoredProfile:
    profile = StoredProfile()
    for one in entries:
        profile = fold(profile, one)
    return profile


def test_the_newest_word_of_the_crm_counts_whatever_the_order_of_arrival() -> None:
    first, other, last = entry(1, "crm", role="finance"), entry(2, "crm", step="sql"), entry(3, "crm", role="it")
    assert folded(first, other).known_role == "finance"
    assert folded(first, other, last).known_role == folded(last, other, first).known_role == "it"
    assert folded(first).declared_role == "", "the contact said nothing himself"


def test_profiles_survive_being_stored_also_those_of_before() -> None:
    profile = folded(entry(1, "crm", role="finance"), entry(2, "role", role="it"), entry(3, "click"))
    assert from_data(as_data(profile)) == profile
    before = {name: value for name, value in as_data(profile).items() if name != "contact"}
    assert from_data(before).known_role == ""
    assert from_data(before).declared_role == "it"


@pytest.mark.parametrize(("step", "kept"), [("forwarded", "pass_on"), ("opened", "colleague"), (None, "pass_on")])
def test_who_opens_a_link_has_a_colleague_and_passed_on_nothing(step: str | None, kept: str) -> None:
    profile = folded(entry(1, "pass_on", **({"step": step} if step else {})))
    assert [clue.type for clue in profile.history] == [kept]


def test_a_very_long_role_is_cut() -> None:
    assert len(folded(entry(1, "crm", role="x" * 2000)).known_role) == 64
