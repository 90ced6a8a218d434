"""Of where a visitor came from, only what ranking uses is kept, and it says the same again."""

from __future__ import annotations

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from engine.visitors.entry import entry_kind, kept_referrer, searched_words
from engine.visitors.evidence.campaign import campaign_words, kept_campaign

_HOSTS = st.sampled_from(["www.google.de", "bing.com", "partner.example", "user:pw@intranet.example:8443", "[::1]", "[bad", ""])
_ADDRESSES = st.builds("{}{}/{}?{}={}&id={}".format, st.sampled_from(["https://", "//", ""]), _HOSTS, st.text(max_size=20),
                       st.sampled_from(["q", "p", "query", "token"]), st.text(max_size=230), st.text(max_size=20))


@settings(max_examples=300)
@given(st.one_of(_ADDRESSES, st.text()))
@example("https://[::1]/?q=")
@example("https://www.google.de/search?q=" + "x" * 199 + "+y")
def test_what_is_kept_says_the_same_as_the_whole_referrer(referrer: str) -> None:
    kept = kept_referrer(referrer)
    assert searched_words(kept) == searched_words(referrer)
    assert entry_kind(kept, "") == entry_kind(referrer, "")
    assert kept_referrer(kept) == kept


@given(st.one_of(st.text(), st.builds("utm_source=x&utm_campaign={}&utm_id={}".format, st.text(), st.text())))
@example("%%%2541")
def test_what_is_kept_of_a_campaign_says_the_same(tag: str) -> None:
    kept = kept_campaign(tag)
    assert campaign_words(kept) == campaign_words(tag)
    assert entry_kind("", kept) == entry_kind("", tag)


@pytest.mark.parametrize(("referrer", "kept"), [
    ("https://anna@mail.example:444/inbox/42?token=geheim#x", "//mail.example/"),
    ("https://www.google.de/search?q=presse+preis&client=me&gs_lcp=geheim", "//www.google.de/?q=presse+preis"),
    ("https://forum.example/nutzer/anna.schmidt", "//forum.example/"), ("", ""), ("http://[bad", ""),
])
def test_paths_parameters_and_names_are_gone(referrer: str, kept: str) -> None:
    assert kept_referrer(referrer) == kept


def test_ids_in_campaign_tags_are_gone() -> None:
    assert kept_campaign("utm_campaign=einkauf_2026&utm_id=anna-7781") == "einkauf"
    assert kept_campaign("utm_id=7781") == "-"
