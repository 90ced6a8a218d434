"""CSV that a spreadsheet reads as text."""

from __future__ import annotations

import csv
import io

import pytest

from engine.insight.report import Result
from engine.insight.tables import as_csv


@pytest.mark.parametrize("text", ["=1+1", "+49", "-x", "@SUM(A1)", "\tx", "\rx"])
def test_cells_that_could_be_formulas_are_prefixed(text: str) -> None:
    rows = list(csv.reader(io.StringIO(as_csv(Result(None, 0, rows=[{"question": text, "n": -3}])), newline="")))
    assert rows == [["question", "n"], ["'" + text, "-3"]]


def test_a_result_without_rows_still_is_a_table() -> None:
    assert as_csv(Result(None, 0, state="too few")).splitlines() == ["state,value,n", "too few,,0"]
