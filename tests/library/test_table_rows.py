"""A cell can be found and shown by itself: it stands beside what it is said of."""

from __future__ import annotations

import pytest

from engine.library.sections import table_rows


def _lines(*rows: list[str], header: bool = True) -> list[str]:
    return [block.text for block in table_rows(list(rows), header)]


def test_each_cell_is_a_statement_about_the_first_one_of_its_row() -> None:
    assert _lines(["Maschine", "Preis", "Lieferzeit"], ["K120", "248.000 €", "26 Wochen"], ["K240", "415.000 €", ""]) == [
        "K120: Preis 248.000 €", "K120: Lieferzeit 26 Wochen", "K240: Preis 415.000 €"]
    assert _lines(["Merkmal", "Wert"], ["Gewicht", "148 kg"]) == ["Gewicht: 148 kg"]
    assert _lines(["Size", "Value", "Unit"], ["Weight", "148", "kg"]) == ["Weight: Value 148", "Weight: Unit kg"]
    assert _lines(["Eigenschaft:", "K120"], ["Gewicht:", "1.900 kg"]) == ["Gewicht: K120 1.900 kg"]


@pytest.mark.parametrize(("label", "told"), [("2025", "Jahr 2025: Menge 12 t"), ("A", "Jahr A: Menge 12 t"),
                                             ("Basis", "Basis: Menge 12 t")])
def test_a_first_cell_that_says_little_is_told_with_its_column(label: str, told: str) -> None:
    assert _lines(["Jahr", "Menge"], [label, "12 t"]) == [told]


def test_wide_rows_stay_in_one_line_and_nothing_is_lost() -> None:
    names, values = [f"Spalte {n}" for n in range(7)], [f"Wert {n}" for n in range(7)]
    (line,) = _lines(names, values)
    assert line.startswith("Wert 0: Spalte 1 Wert 1; Spalte 2 Wert 2;")
    assert all(value in line for value in values)
    assert _lines(["Name", "Preis"], ["", "5 €"], ["Basis", ""], ["", ""]) == ["Preis 5 €", "Basis"]


def test_without_a_header_cells_stand_side_by_side() -> None:
    assert _lines(["Basis", "500 €"], ["Plus", "900 €"], header=False) == ["Basis | 500 €", "Plus | 900 €"]
