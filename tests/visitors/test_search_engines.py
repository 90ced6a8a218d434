"""The widget and the service count the same addresses as search."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from engine.visitors.entry import SEARCH_ENGINES, entry_kind

TRACKER = Path(__file__).resolve().parents[2] / "widgets" / "src" / "tracker.js"
(WIDGETS,) = re.findall(r"^const SEARCH = /(.+)/;", TRACKER.read_text(encoding="utf-8"), re.M)


def test_the_widget_names_the_engines_that_the_service_names() -> None:
    (names,) = re.findall(r"\((google\|[^)]+)\)", WIDGETS)
    assert tuple(name.replace("\\", "") for name in names.split("|")) == SEARCH_ENGINES


@pytest.mark.parametrize(("referrer", "search"), [
    *((f"https://{engine}.com/", True) for engine in SEARCH_ENGINES),
    ("https://www.google.de/", True), ("https://www.google.co.uk/search?q=x", True), ("https://suche.t-online.de/", True),
    ("https://copilot.microsoft.com/", True), ("https://claude.ai/", True), ("https://you.com/", True), ("https://chat.deepseek.com/", True),
    ("https://mail.google.com/mail/", False), ("https://docs.google.com/", False), ("https://navigator.web.de/mail", False),
    ("https://email.t-online.de/", False), ("https://www.microsoft.com/", False), ("https://thank-you.example/", False),
    ("https://chat.openai.com/c/1", True), ("https://openai.com/", False), ("https://www.example.com/", False),
    ("https://notgoogle.com/", False), ("https://google.example.com/", False), ("https://example.com/www.google.de/", False),
])
def test_both_judge_an_address_alike(referrer: str, search: bool) -> None:
    assert (entry_kind(referrer, "") == "search") is search
    assert bool(re.search(WIDGETS.replace("\\/", "/"), referrer)) is search
