from __future__ import annotations

from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.visitors.models import Clue
from tests.visitors.conftest import LIBRARY, NOW, SPOKEN, See

TYPES = ["share", "contact_form", "pricing_view", "calculator", "customer_login"]
FULL = 0.01  # what a visit says is capped as a whole: one that is full already gives way by a hair
CLUE = st.builds(
    lambda kind, minutes, path, query: Clue(kind, NOW - timedelta(minutes=minutes), path, query),
    st.sampled_from(["view", "question", *TYPES]), st.integers(1, 60 * 24 * 90), st.sampled_from(list(LIBRARY)),
    st.sampled_from(["", *SPOKEN]),
)


@given(st.lists(CLUE, max_size=8))
@settings(max_examples=40, deadline=None)
def test_probabilities_are_a_distribution_whatever_happened(see: See, history: list[Clue]) -> None:
    phase = see(history=tuple(history)).phase.probabilities
    assert sum(phase.values()) == pytest.approx(1)
    assert min(phase.values()) > 0


@given(st.lists(CLUE, max_size=6), st.booleans())
@settings(max_examples=40, deadline=None)
def test_visiting_the_price_page_never_lowers_select_and_assure(see: See, history: list[Clue], page: bool) -> None:
    new = Clue("view", NOW, "preise.md") if page else Clue("pricing_view", NOW)
    before = see(history=tuple(history)).phase.probabilities
    after = see(history=(*history, new)).phase.probabilities
    assert after["select"] + after["assure"] >= before["select"] + before["assure"] - FULL


@given(st.lists(CLUE, max_size=6))
@settings(max_examples=40, deadline=None)
def test_a_fault_query_never_lowers_use(see: See, history: list[Clue]) -> None:
    before = see(history=tuple(history)).phase.probabilities["use"]
    assert see(history=tuple(history), query="fehler e47 was tun").phase.probabilities["use"] >= before - FULL


def test_a_backward_clue_lowers_select_more_in_nonlinear_business(see: See) -> None:
    bought = tuple(Clue("pricing_view", NOW - timedelta(days=d)) for d in (9, 6, 3))
    back = (*bought, Clue("view", NOW, "blog.md"))
    drop = {
        journey: see(history=bought, journey=journey).phase.probabilities["select"]
        - see(history=back, journey=journey).phase.probabilities["select"]
        for journey in ("nonlinear", "linear")
    }
    assert drop["nonlinear"] > drop["linear"] > -0.05


@pytest.mark.parametrize("kind", TYPES)
def test_after_three_half_lives_the_prior_of_the_entry_is_back(see: See, kind: str) -> None:
    happened = tuple(Clue(kind, NOW - timedelta(days=d)) for d in range(5))
    late = NOW + timedelta(days=63)
    faded, never = see(history=happened, now=late).phase, see(now=late).phase
    assert all(abs(faded.probabilities[p] - never.probabilities[p]) < 0.05 for p in never.probabilities)


def test_the_current_question_weighs_more_than_pages_read_before(see: See) -> None:
    read = tuple(Clue("view", NOW - timedelta(days=d), "preise.md") for d in (12, 8))
    assert see(history=read, query="warum ist die presse montags zu heiß").phase.id == "problem"


def test_customers_are_in_use_and_may_start_again(see: See) -> None:
    logged_in = (Clue("customer_login", NOW - timedelta(minutes=3)),)
    assert see(history=logged_in).phase.id == "use"
    again = see(history=(*logged_in, Clue("second_purchase", NOW - timedelta(minutes=1))), query="welche bauart passt")
    assert again.phase.probabilities["use"] < 0.5


def test_what_lies_in_the_future_counts_nothing(see: See) -> None:
    later = (Clue("customer_login", NOW + timedelta(days=1)),)
    assert see(history=later).phase == see().phase


@pytest.mark.parametrize(("given", "kind"), [
    ({"referrer": "https://www.google.de/search?q=x"}, "search"), ({}, "direct"),
    ({"referrer": "https://partner.example/page"}, "referral"), ({"campaign": "utm_campaign=herbst"}, "campaign"),
])
def test_the_start_depends_on_how_he_arrived(see: See, taxonomy, given: dict[str, str], kind: str) -> None:
    found, prior = see(**given).phase.probabilities, taxonomy.phase_prior[kind]
    assert max(abs(found[p] - prior[p]) for p in prior) < 0.02


def test_overlays_follow_passing_on_and_asking_for_proof(see: See) -> None:
    assert "consensus_need" in see(history=(Clue("share", NOW - timedelta(days=1)),)).overlays
    assert "validation_need" in see(query="Referenz und Erfahrung mit der Anlage").overlays
    assert see(query="welche bauart passt").overlays == frozenset()
