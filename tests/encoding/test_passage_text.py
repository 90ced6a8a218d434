"""The string that stands for a passage."""

from engine.encoding.passage_text import passage_text


def test_title_and_heading_stand_before_the_text() -> None:
    assert passage_text("Guide", "Costs", "It is cheap.\n") == "Guide | Costs\nIt is cheap."


def test_empty_parts_leave_no_trace() -> None:
    assert passage_text("", "Costs", "Cheap.") == "Costs\nCheap."
    assert passage_text("Guide", " ", "Cheap.") == "Guide\nCheap."
    assert passage_text("", "", "Cheap.") == "Cheap."
