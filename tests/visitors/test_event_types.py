"""What evidence knows of events, what may be sent, and what the taxonomy has a signal for are the same."""

from __future__ import annotations

import uuid
from datetime import timedelta

import pytest

from engine.events.schema import TYPES as ACCEPTED
from engine.events.schema import Malformed, parse
from engine.taxonomy import shipped
from engine.taxonomy.event_types import BROWSER_TYPES, CONSENSUS_EVENTS, SERVER_TYPES, SIGNAL_OF_EVENT
from engine.visitors.evidence.events import WORDING
from engine.visitors.models import Clue
from engine.visitors.not_buying import STAFF_EVENTS
from tests.visitors.conftest import NOW, See

KNOWN = sorted({*SIGNAL_OF_EVENT, *STAFF_EVENTS, *CONSENSUS_EVENTS})
MINUTE = timedelta(minutes=1)


@pytest.mark.parametrize("kind", KNOWN)
def test_every_event_that_evidence_knows_can_be_sent(kind: str) -> None:
    assert parse({"id": str(uuid.uuid4()), "type": kind}, server=kind in SERVER_TYPES).type == kind


@pytest.mark.parametrize("kind", sorted(SERVER_TYPES))
def test_what_only_a_server_can_know_needs_a_secret_key(kind: str) -> None:
    with pytest.raises(Malformed, match="secret key"):
        parse({"id": "e1", "type": kind})


def test_signals_wordings_and_the_shipped_taxonomy_agree() -> None:
    assert ACCEPTED == BROWSER_TYPES | SERVER_TYPES
    assert not BROWSER_TYPES & SERVER_TYPES
    assert set(WORDING) == set(SIGNAL_OF_EVENT)
    of_events = {name for name, signal in shipped().signals.items() if not name.startswith(("q_", "page_")) and signal.lr}
    assert of_events <= set(SIGNAL_OF_EVENT.values())
    assert set(SIGNAL_OF_EVENT.values()) <= set(shipped().signals)


@pytest.mark.parametrize("kind", sorted(SIGNAL_OF_EVENT))
def test_every_such_event_moves_the_phase_and_says_why(see: See, kind: str) -> None:
    view = see(history=(Clue(kind, NOW - MINUTE),))
    assert view.phase.probabilities != see().phase.probabilities
    assert WORDING[kind][0] in view.phase.reasons("de")


def test_sharing_and_passing_on_the_same_day_are_one_clue(see: See) -> None:
    share, passed = Clue("share", NOW - MINUTE), Clue("pass_on", NOW - MINUTE)
    assert see(history=(passed,)).phase.probabilities == see(history=(share,)).phase.probabilities
    assert see(history=(share, passed)).phase.probabilities == see(history=(share,)).phase.probabilities
    assert "consensus_need" in see(history=(passed,)).overlays
