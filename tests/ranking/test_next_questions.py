"""The next questions: of topics other than the page's, two of them wherever the library answers two."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from engine.ranking.question_bank import Known, QuestionBank, topic_of
from engine.ranking.questions import next_questions
from engine.ranking.situation import Chosen, Situation, Slate
from engine.retrieval import calibrated
from engine.retrieval.calibrated import Calibration
from engine.retrieval.release import Release
from engine.retrieval.search import Question
from engine.understanding.labels import Probabilities
from engine.visitors.models import Posterior, VisitorView
from tests.retrieval.makeshift import TAXONOMY, EvenHeads, WordEncoder, page, published

TODAY = datetime(2026, 11, 21, tzinfo=UTC).date()
SPARE = "How long do you deliver spare parts for the packing line?"
OWN = "How loud is the packing line beside the operator's place?"
MORE = "Every figure on this page was agreed with the customers who bought a line of this kind in the last two years. " * 3
LIBRARY = {
    "a.md": page("Prices", f"The line costs 90000 euro with everything that it needs. {MORE}", f"Leasing takes five years. {MORE}"),
    "b.md": page("Noise", f"{OWN} The packing line beside the operator's place is as loud as 71 decibels."),
    "c.md": f"# Parts\n\n## {SPARE}\n\nWe deliver spare parts for the packing line for fifteen years.\n",
}
FACETS = ("price", "financing", "usability", "maintenance")  # of the four passages, in the order of the rows


@pytest.fixture(scope="module")
def release(tmp_path_factory: pytest.TempPathFactory) -> Release:
    made = published(tmp_path_factory.mktemp("questions"), LIBRARY)
    assert len(made.passages) == len(FACETS)
    facets = np.zeros_like(made.labels.facets)
    facets[range(len(FACETS)), [list(TAXONOMY.facets).index(name) for name in FACETS]] = 0.9
    return replace(made, labels=replace(made.labels, facets=facets))


def slate(release: Release, main: int = 0, **changes: Any) -> Slate:
    view = VisitorView(Posterior({"finance": 1.0}, "finance"), Posterior({}), read=changes.pop("read", frozenset()))
    situation = Situation(release=release, visitor=view, today=TODAY, lang="en", **changes)
    return Slate(situation, np.arange(len(release.passages)), chosen=[Chosen(main, "main")])


def known(row: int, facet: str = "", text: str = "", **changes: Any) -> Known:
    return Known(text or f"About row {row} and {facet or FACETS[row]}?", **{"lang": "en", "role": "", "confidence": 0.5, **changes},
                 facet=facet or FACETS[row], row=row)


def test_each_question_has_a_topic_of_its_own_and_none_the_page_s(release: Release) -> None:
    bank = (known(2, "price"), known(2), known(3, "usability"), known(3), known(2, "quality"), known(3, "safety"))
    assert next_questions(slate(release), bank) == [bank[1].text, bank[3].text, bank[4].text]


def test_the_role_s_own_questions_come_first(release: Release) -> None:
    bank = (known(2), known(3, role="finance"), known(3, "safety", role="it"))
    assert next_questions(slate(release), bank)[0] == bank[1].text


def test_a_heading_that_asks_nobody_in_particular_is_offered_last(release: Release) -> None:
    bank = (known(2, heading=True, confidence=1.0), known(3), known(3, "safety", role="finance", heading=True))
    assert next_questions(slate(release), bank) == [bank[2].text, bank[1].text, bank[0].text]


def test_what_was_asked_before_and_what_is_nearly_the_same_is_not_offered(release: Release) -> None:
    bank = (known(2, text="How can the offers be compared?"), known(3, text="Are the offers comparable?"), known(3, "safety"))
    assert next_questions(slate(release), bank) == [bank[0].text, bank[2].text]
    shown = slate(release)
    view = replace(shown.situation.visitor, asked=frozenset({bank[0].text.casefold()}))
    shown.situation = replace(shown.situation, visitor=view)
    assert next_questions(shown, bank) == [bank[1].text, bank[2].text]


def test_two_topics_are_offered_where_only_the_shown_document_has_the_second(release: Release) -> None:
    bank = (known(1), known(0), known(2))
    assert next_questions(slate(release), bank) == [bank[2].text, bank[0].text]


def test_with_two_topics_elsewhere_the_shown_document_is_not_asked(release: Release) -> None:
    bank = (known(1), known(2), known(3))
    assert next_questions(slate(release), bank) == [bank[1].text, bank[2].text]


@pytest.mark.parametrize("changes", [{"read": frozenset({"b.md"})}, {"page": "b.md"},
                                     {"question": Question("about ROW 2 and usability?", "en", np.zeros(64, np.float32))}])
def test_what_was_read_or_asked_is_not_offered_and_the_page_s_own_topic_neither(release: Release, changes: dict[str, Any]) -> None:
    assert next_questions(slate(release, **changes), (known(2), known(3))) == ["About row 3 and maintenance?"]


def test_what_the_page_being_read_speaks_about_is_no_other_topic(release: Release) -> None:
    assert next_questions(slate(release, page="b.md"), (known(3, "usability"), known(3))) == ["About row 3 and maintenance?"]


def test_questions_in_another_language_are_left_out(release: Release) -> None:
    assert next_questions(slate(release), (known(2, lang="de"),)) == []


def test_without_facets_nothing_is_offered_twice(release: Release) -> None:
    bare = replace(release, taxonomy=TAXONOMY.model_copy(update={"facets": {}}))
    bank = tuple(replace(known(row), facet="", text=text) for row, text in ((2, "Same?"), (3, "same?"), (1, "Here?")))
    assert topic_of(bare, 0) == ""
    assert next_questions(slate(bare), bank) == ["Same?", "Here?"]


def test_an_operator_s_example_gets_the_topic_of_the_passage_that_answers_it(release: Release) -> None:
    roles = {"user": TAXONOMY.roles["user"].model_copy(update={"questions": {"en": (OWN,)}})}
    own = replace(release, taxonomy=TAXONOMY.model_copy(update={"roles": roles}))
    bank = QuestionBank(WordEncoder(), None, EvenHeads())
    assert bank.of(own) == ()
    bank.prepare(own)
    example = next(one for one in bank.of(own) if one.text == OWN)
    assert (example.role, example.facet, example.row) == ("user", "usability", 2)
    heading = next(one for one in bank.of(own) if one.text == SPARE)
    assert (heading.facet, heading.row, heading.confidence) == ("maintenance", 3, 1.0)
    assert all(one.facet == topic_of(own, one.row) or one.facet in TAXONOMY.facets for one in bank.of(own))


class CriticalHeads(EvenHeads):
    """Heads that take every question for one about safety."""

    def questions(self, vectors: NDArray[np.float32]) -> tuple[Probabilities, Probabilities, Probabilities]:
        roles, phases, facets = self.passages(vectors)
        facets[:, list(TAXONOMY.facets).index("safety")] = 1.0
        return roles, phases, facets


def test_what_is_offered_is_judged_as_critically_as_what_is_asked(release: Release, monkeypatch: pytest.MonkeyPatch) -> None:
    """A norm that the library does not name is no answer to a question about safety, also not on a click."""
    generous = Calibration.of({"model": "words-1", "weights": {}, "bias": 5, "threshold": 0.5, "critical_threshold": 0.5,
                               "hits": [0, 1, 1]})
    monkeypatch.setattr(calibrated, "shipped", lambda: generous)  # only what is literally missing is refused
    normed = OWN.replace("?", " by EN 11202?")
    roles = {"user": TAXONOMY.roles["user"].model_copy(update={"questions": {"en": (OWN, normed)}})}
    own = replace(release, taxonomy=TAXONOMY.model_copy(update={"roles": roles}))
    for heads, offered in ((EvenHeads(), {OWN, normed}), (CriticalHeads(), {OWN})):
        bank = QuestionBank(WordEncoder(), None, heads)
        bank.prepare(own)
        assert {one.text for one in bank.of(own) if one.role == "user"} & {OWN, normed} == offered
