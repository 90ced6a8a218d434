from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.visitors.models import Clue
from tests.visitors.conftest import NOW, SPOKEN, See

HISTORY = tuple(
    Clue(kind, NOW - timedelta(minutes=m), document=d, query=q)
    for kind, m, d, q in [
        ("view", 9000, "preise.md", ""), ("view", 4000, "datenblatt.md", ""), ("question", 20, "", "pen test summary"),
        ("share", 18, "netzwerk.md", ""), ("view", 8, "referenz.md", ""),
    ]
)


def test_no_clue_is_unknown_and_keeps_the_prior(see: See) -> None:
    view = see()
    assert view.role.id == "unknown"
    assert view.role.source == "unknown"
    assert sum(view.role.probabilities.values()) == pytest.approx(1)
    assert view.role.probabilities["technical"] == pytest.approx(0.22, abs=0.001)


@pytest.mark.parametrize("query", ["", *SPOKEN])
@pytest.mark.parametrize("title", ["", "Leiter Einkauf"])
def test_a_click_beats_whatever_was_inferred(see: See, query: str, title: str) -> None:
    view = see(declared_role="assurance", query=query, job_title=title, history=HISTORY)
    assert view.role.id == "assurance"
    assert view.role.source == "declared"
    assert view.role.probability == pytest.approx(0.95)


@given(st.sampled_from(["management", "user", "it"]), st.sampled_from(["", *SPOKEN]))
@settings(max_examples=15, deadline=None)
def test_clearing_the_click_restores_the_previous_state_exactly(see: See, role: str, query: str) -> None:
    before = see(query=query, history=HISTORY)
    see(query=query, history=HISTORY, declared_role=role)
    assert see(query=query, history=HISTORY, declared_role="").role == before.role


def test_a_known_contact_counts_more_than_a_click_but_the_click_corrects_it(see: See) -> None:
    assert see(known_role="finance").role.probability == pytest.approx(0.97)
    corrected = see(known_role="finance", declared_role="it").role
    assert corrected.id == "it"


def test_a_role_that_does_not_exist_is_not_declared(see: See) -> None:
    assert see(declared_role="emperor").role.source == "unknown"


def test_a_question_moves_the_role_it_sounds_like_but_one_clue_does_not_decide_alone(see: See) -> None:
    before, after = see().role.probabilities, see(query="fehler e47 was tun").role.probabilities
    assert after["user"] > 2 * before["user"]
    assert after["user"] / after["technical"] <= 64.01 * before["user"] / before["technical"]


def test_reasons_name_the_real_evidence_in_both_languages(see: See) -> None:
    role = see(query="welche zahlungsbedingungen gelten", history=HISTORY).role
    assert any("Einkauf" in r and "zahlungsbedingungen" in r for r in role.reasons("de"))
    assert any("Procurement" in r and "zahlungsbedingungen" in r for r in role.reasons("en"))


def test_two_hats_keep_both_roles_and_the_first_is_acted_on(see: See) -> None:
    role = see(job_title="Leiter Einkauf und Produktion").role
    assert set(role.hats) == {"procurement", "operations"}
    assert role.id in role.hats
    assert min(role.probabilities["procurement"], role.probabilities["operations"]) > 0.3


def test_old_questions_fade_to_the_prior(see: See) -> None:
    asked = (Clue("question", NOW, query="pen test summary"),)
    late = NOW + timedelta(days=63)
    faded, never = see(history=asked, now=late).role, see(now=late).role
    assert all(abs(faded.probabilities[r] - never.probabilities[r]) < 0.05 for r in never.probabilities)


@given(st.permutations(HISTORY))
@settings(max_examples=20, deadline=None)
def test_order_of_arrival_does_not_matter(see: See, order: list[Clue]) -> None:
    one, other = see(history=HISTORY, query="welche bauart passt"), see(history=tuple(order), query="welche bauart passt")
    assert one.role == other.role
    assert one.phase == other.phase


def test_a_question_asked_again_is_told_once(see: See) -> None:
    asked = tuple(Clue("question", NOW - timedelta(days=days), query="welche zahlungsbedingungen gelten") for days in (0, 1, 2))
    assert len(see(history=asked).role.evidence) == len(asked)
    assert len(see(history=asked).role.reasons("de")) == 1


def test_of_a_long_history_the_strongest_reasons_are_told(see: See) -> None:
    read = tuple(Clue("view", NOW - timedelta(minutes=m), document=path) for m in (1, 2) for path in ("preise.md", "blog.md", "datenblatt.md",
                 "handbuch.md", "referenz.md", "netzwerk.md"))
    view = see(history=(*read, Clue("pricing_view", NOW - timedelta(minutes=4)), Clue("contact_form", NOW - timedelta(minutes=6))))
    assert len(view.phase.evidence) > 6
    strongest = max(view.phase.evidence, key=lambda e: e.strength)
    nobody = replace(view.phase, id="unknown")
    assert nobody.reasons("en")[0] == strongest.wording["en"]
    assert len(nobody.reasons("en")) == 6


def test_what_speaks_against_a_belief_is_no_reason_for_it(see: See) -> None:
    view = see(job_title="Leiter Einkauf", query="fehler e47 was tun")
    assert view.role.id == "procurement"
    assert len(view.role.evidence) == 2
    assert len(view.role.reasons("de")) == 1
    assert "Leiter Einkauf" in view.role.reasons("de")[0]
    assert len(replace(view.role, id="unknown").reasons("de")) == 2
    both = see(history=(Clue("view", NOW - timedelta(minutes=2), document="blog.md"), Clue("customer_login", NOW - timedelta(minutes=1))))
    assert both.phase.id == "use"
    assert [reason for reason in both.phase.reasons("de") if "blog" in reason.casefold()] == []


def test_a_reason_names_no_other_label_than_the_one_believed(see: See) -> None:
    """Two questions of which each sounds most like another role may together speak for a third; if one names it, that is told."""
    view = see(job_title="Leiter Einkauf", history=(Clue("question", NOW - timedelta(minutes=1), query="welche zahlungsbedingungen gelten"),))
    named = [e.named for e in view.role.evidence]
    assert all(named)
    told = replace(view.role, evidence=(*view.role.evidence, replace(view.role.evidence[0], named=("finance",), wording={"de": "nach Finanzen"})))
    assert "nach Finanzen" not in told.reasons("de")
    alone = replace(view.role, evidence=(replace(view.role.evidence[0], named=("finance",), wording={"de": "nach Finanzen"}),))
    assert alone.reasons("de") == ["nach Finanzen"]
