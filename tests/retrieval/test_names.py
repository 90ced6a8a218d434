"""Names in a question, and whether the library knows them."""

from __future__ import annotations

import numpy as np
import pytest

from engine.retrieval.lexical import build_lexical
from engine.retrieval.names import holding, identifiers, names, rare


@pytest.mark.parametrize(("question", "found"), [
    ("Is there a ready-made connector to Salesforce?", ("Salesforce",)),
    ("What about Kenya's army? And Peru?", ("Kenya", "Peru")),
    ("Was kostet bei Ihnen ein Palettierroboter?", ("Palettierroboter",)),
    ("schon wieder E-217, pumpt ewig", ("E-217",)),
    ("was bedeutet e91", ("e91",)),
    ("We stopped at 80 a minute on Tuesday", ()),
    ("WAS KOSTET DAS ALLES", ()),
    ("can I talk to the CFO", ()),
])
def test_a_name_has_a_capital_that_no_sentence_gave_it_or_is_an_identifier(question: str, found: tuple[str, ...]) -> None:
    assert names(question) == found


def test_quantities_are_no_identifiers() -> None:
    assert identifiers("Läuft die K120 mit 400V und E-217 bei 18 bar?") == ("K120", "E-217")


def test_a_name_is_found_whichever_way_it_is_joined() -> None:
    lexical = build_lexical(["Kurs TW-4 für Techniker", "Der KR60 steht hier", "Tag der offenen Tür"], ["de"] * 3)
    assert holding(lexical, "TW4").tolist() == [0]
    assert holding(lexical, "KR-60").tolist() == [1]
    assert holding(lexical, "Techniker").tolist() == [0]
    assert holding(lexical, "Palettierroboter").tolist() == []


def test_rare_is_what_tells_few_passages_from_the_others() -> None:
    lexical = build_lexical([f"Seite {n}" for n in range(400)], ["de"] * 400)
    assert rare(lexical, np.arange(8, dtype=np.int32))
    assert not rare(lexical, np.arange(9, dtype=np.int32))
    assert not rare(lexical, np.zeros(0, dtype=np.int32))
