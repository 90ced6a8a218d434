from __future__ import annotations

from datetime import timedelta

import numpy as np
import pytest

from engine.visitors.entry import entry_kind, searched_words
from engine.visitors.evidence.campaign import campaign_words
from engine.visitors.evidence.words_in import hits
from engine.visitors.models import Clue, Clues
from engine.visitors.understand import texts_to_encode
from tests.visitors.conftest import NOW, See


@pytest.mark.parametrize(("referrer", "words"), [
    ("https://www.google.de/search?q=was+kostet+eine+presse&client=x", "was kostet eine presse"),
    ("https://www.bing.com/search?q=press%20price", "press price"), ("https://de.search.yahoo.com/search?p=presse", "presse"),
    ("https://duckduckgo.com/", ""), ("https://partner.example/?q=geheim", ""), ("", ""), ("::::", ""), ("http://[bad", ""),
])
def test_only_the_words_of_a_search_engine_are_read(referrer: str, words: str) -> None:
    assert searched_words(referrer) == words


def test_entry_kinds() -> None:
    assert entry_kind("https://www.ecosia.org/search?q=a", "") == "search"
    assert entry_kind("https://www.googleusercontent.example/", "") == "referral"
    assert entry_kind("https://notgoogle.de/", "") == "referral"


def test_search_words_move_role_and_phase_like_a_question_but_less(see: See) -> None:
    link = "https://www.google.de/search?q=fehler+e47+was+tun"
    came, asked, none = see(referrer=link).role, see(query="fehler e47 was tun").role, see().role
    assert none.probabilities["user"] < came.probabilities["user"] < asked.probabilities["user"]


def test_the_same_words_typed_and_searched_count_once(see: See) -> None:
    link = "https://www.google.de/search?q=fehler+e47+was+tun"
    assert see(query="fehler e47 was tun", referrer=link).role == see(query="fehler e47 was tun").role


def test_campaign_tags_speak_when_they_name_a_function(see: See) -> None:
    assert campaign_words("utm_source=linkedin&utm_medium=cpc&utm_campaign=einkauf_2026") == "einkauf"
    told = see(campaign="utm_campaign=einkaufsleiter-herbst").role.probabilities
    assert told["procurement"] > see(campaign="utm_campaign=herbst").role.probabilities["procurement"]


def test_pages_move_the_roles_they_serve_and_repeating_them_the_same_day_does_not_add(see: See) -> None:
    once = (Clue("view", NOW - timedelta(minutes=9), "netzwerk.md"),)
    twice = (*once, Clue("view", NOW - timedelta(minutes=4), "netzwerk.md"))
    assert see(history=once).role.probabilities["it"] > see().role.probabilities["it"]
    assert see(history=twice).role.probabilities["it"] == pytest.approx(see(history=once).role.probabilities["it"])
    assert see(history=once).role.id == "unknown"


def test_pages_are_reasons_by_title(see: See) -> None:
    view = see(history=(Clue("view", NOW - timedelta(minutes=9), "preise.md"),))
    assert "Sie haben „Preise“ gelesen" in view.phase.reasons("de")
    assert "You have read “Preise”" in view.phase.reasons("en")


def test_interest_is_the_faded_mean_of_what_was_read(see: See) -> None:
    assert see().interest is None
    old = Clue("view", NOW - timedelta(days=40), "preise.md")
    new = Clue("view", NOW - timedelta(hours=1), "blog.md")
    view = see(history=(old, new))
    assert view.read == {"preise.md", "blog.md"}
    assert view.interest is not None
    assert float(np.linalg.norm(view.interest)) == pytest.approx(1, abs=1e-5)
    assert view.interest[1] > 5 * view.interest[0] > 0


def test_unknown_documents_and_event_types_are_harmless(see: See) -> None:
    odd = (Clue("teleport", NOW, "nowhere.md"), Clue("view", NOW, "gone.md"))
    assert see(history=odd).role.probabilities == see().role.probabilities


def test_short_words_are_found_whole_only() -> None:
    assert hits("wir messen die norm", ["mes", "norm"]) == ["norm"]
    assert hits("normale Preisliste", ["norm", "preis"]) == ["preis"]


def test_what_is_encoded_holds_nothing_private_and_no_job_title() -> None:
    clues = Clues(NOW, job_title="CEO", query="presse, ich bin 41 Jahre alt", referrer="https://google.de/search?q=a+b",
                  history=(Clue("question", NOW, query="muss mein Vermieter zahlen"),))
    assert texts_to_encode(clues) == ["presse", "a b"]
