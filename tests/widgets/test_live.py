"""The demo pages with the real service behind them: its answers, its CORS and its content security policy."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page

from tests.widgets.conftest import OPEN_SHADOW, LiveService


@pytest.fixture(params=["", "en.html"], ids=["de", "en"])
def demo(browser: Browser, live_service: LiveService, request: pytest.FixtureRequest) -> Iterator[tuple[Page, list[str]]]:
    context = browser.new_context(viewport={"width": 1280, "height": 900})
    page, faults = context.new_page(), []
    page.on("pageerror", lambda error: faults.append(str(error)))
    page.on("console", lambda message: faults.append(message.text) if message.type == "error" else None)
    page.on("response", lambda reply: faults.append(f"{reply.status} {reply.url}") if reply.status >= 400 else None)
    page.add_init_script(OPEN_SHADOW)
    # a guide gives up after a second and a half, which a service that has just started on a busy machine may exceed
    for _ in range(5):
        page.goto(f"{live_service.url}/demo/{request.param}")
        page.wait_for_timeout(3000)
        if all(guide.locator("article").count() for guide in page.locator("lotse-guide").all()):
            break
    yield page, faults
    context.close()


def test_a_role_click_changes_what_the_real_service_shows(demo: tuple[Page, list[str]]) -> None:
    page, faults = demo
    guide = page.locator("lotse-guide").last
    shown = []
    for number in (0, 4):
        with page.expect_response("**/v1/recommendations") as reply:
            guide.locator("input[type=radio]").nth(number).locator("xpath=..").click()
        assert reply.value.json()["visitor"]["role"]["source"] == "declared"
        page.wait_for_timeout(300)
        shown.append(guide.locator(".lists h4").all_inner_texts())
    assert shown[0] != shown[1]
    assert not faults


def test_the_ask_box_answers_with_sentences_of_the_library(demo: tuple[Page, list[str]]) -> None:
    page, faults = demo
    guide = page.locator("lotse-guide").last
    box = guide.get_by_role("searchbox").or_(guide.get_by_role("textbox")).first
    box.fill("How many minutes does a format change take?")
    with page.expect_response("**/v1/ask*") as reply:
        box.press("Enter")
    answer = reply.value.json()
    assert answer["answer"] == "found"
    assert "12" in " ".join(item["snippet"] for item in answer["items"])
    guide.get_by_text(answer["items"][0]["snippet"][:40]).first.wait_for(timeout=5000)
    assert not faults


def test_nothing_is_written_to_the_device(demo: tuple[Page, list[str]]) -> None:
    page, _ = demo
    page.locator("lotse-guide").last.locator("input[type=radio]").first.locator("xpath=..").click()
    page.wait_for_timeout(500)
    assert page.evaluate("[localStorage.length, sessionStorage.length, document.cookie]") == [0, 0, ""]
