"""Who may see a document on a day: the only rule that stands between a folder and the public."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

from engine.library.visibility import visible, why_hidden
from tests.library.conftest import Reader
from tests.library.samples import GOOD

TODAY = date(2026, 11, 21)
DAY = timedelta(days=1)


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({}, ""),
        ({"audience": "internal"}, "internal"),
        ({"audience": "anything else"}, "anything else"),
        ({"published": False}, "not published"),
        ({"published": TODAY}, ""),
        ({"published": TODAY + DAY}, "published from 2026-11-22"),
        ({"valid_until": TODAY}, ""),
        ({"valid_until": TODAY - DAY}, "expired on 2026-11-20"),
    ],
)
def test_a_document_is_shown_only_while_all_of_it_allows(
    read: Reader, changes: dict[str, object], reason: str
) -> None:
    document = replace(read({"a.md": GOOD}).documents[0], **changes)  # type: ignore[arg-type]
    assert reason in why_hidden(document, TODAY)
    assert visible(document, TODAY) is (reason == "")
