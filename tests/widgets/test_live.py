"""The demo pages with the real service behind them: its answers, its CORS and its content security policy."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, Request

from tests.widgets.conftest import OPEN_SHADOW, LiveService


@pytest.fixture(params=["", "en.html"], ids=["de", "en"])
def demo(browser: Browser, live_service: LiveService, request: pytest.FixtureRequest) -> Iterator[tuple[Page, list[str]]]:
    context = browser.new_context(viewport={"width": 1280, "height": 900})
    page, faults = context.new_page(), []
    page.on("pageerror", lambda error: faults.append(str(error)))
    page.on("console", lambda message: faults.append(message.text) if message.type == "error" else None)
    page.on("response", lambda reply: faults.append(f"{reply.status} {reply.url}") if reply.status >= 400 else None)
    page.add_init_script(OPEN_SHADOW)
    # a guide gives up after a second and a half, which a service that has just started on a busy machine may exceed, or refuse
    for _ in range(5):
        faults.clear()
        page.goto(f"{live_service.url}/demo/{request.param}")
        if all_answered(page):
            break
    yield page, faults
    context.close()


def all_answered(page: Page) -> bool:
    """Whether every guide shows an answer within three seconds."""
    for _ in range(30):
        if all(guide.locator("article").count() for guide in page.locator("lotse-guide").all()):
            return True
        page.wait_for_timeout(100)
    return False


def test_a_role_click_changes_what_the_real_service_shows(demo: tuple[Page, list[str]]) -> None:
    page, faults = demo
    guide = page.locator("lotse-guide").last
    shown = []
    for number in (0, 4):
        # the other guide on the page follows the click with a call of its own, for fewer slots
        with page.expect_response(lambda reply: '"slots":6' in (reply.request.post_data or "")) as reply:
            guide.locator("input[type=radio]").nth(number).locator("xpath=..").click()
        assert reply.value.json()["visitor"]["role"]["source"] == "declared"
        guide.locator(".panel:not(.busy)").wait_for()
        shown.append(guide.locator(".lists h4").all_inner_texts())
    assert shown[0] != shown[1]
    assert not faults


def test_the_ask_box_answers_with_sentences_of_the_library(demo: tuple[Page, list[str]]) -> None:
    page, faults = demo
    guide = page.locator("lotse-guide").last
    box = guide.get_by_role("searchbox").or_(guide.get_by_role("textbox")).first
    box.fill("How many minutes does a format change take?")
    sent: list[dict[str, Any]] = []
    page.on("request", lambda request: sent.extend(_events(request)))
    for _ in range(5):  # on a busy machine the service answers by words for a while, and says so
        with page.expect_response("**/v1/ask*") as reply:
            box.press("Enter")
        answer = reply.value.json()
        if not answer["degraded"]:
            break
    assert answer["answer"] == "found", answer
    assert "12" in " ".join(item["snippet"] for item in answer["items"])
    guide.get_by_text(answer["items"][0]["snippet"][:40]).first.wait_for(timeout=5000)
    guide.locator(".result article").first.scroll_into_view_if_needed()
    for _ in range(40):
        quoting = {event["type"] for event in sent if event.get("decision") == answer["decision"]}
        if {"question", "impression"} <= quoting:
            break
        page.wait_for_timeout(200)
    assert {"question", "impression"} <= quoting  # of the answer, not of the page it stands on
    assert not faults


def _events(request: Request) -> list[dict[str, Any]]:
    if not request.url.endswith("/v1/events"):
        return []
    found: list[dict[str, Any]] = json.loads(request.post_data or "{}").get("events", [])
    return found


def test_nothing_is_written_to_the_device(demo: tuple[Page, list[str]]) -> None:
    page, _ = demo
    page.locator("lotse-guide").last.locator("input[type=radio]").first.locator("xpath=..").click()
    page.wait_for_timeout(500)
    assert page.evaluate("[localStorage.length, sessionStorage.length, document.cookie]") == [0, 0, ""]


KINDS = ("download", "share", "pass_on", "contact_form", "conversion", "feedback", "pricing_view", "calculator", "customer_login",
         "staff_login", "intranet", "return_visit")  # fmt: skip
REPORT = "(guide, kind) => guide.track(kind, { value: 2, properties: { step: 'mql', email: 'mara@example.com' } })"


def test_the_real_service_keeps_what_the_page_reports(demo: tuple[Page, list[str]]) -> None:
    page, faults = demo
    for kind in KINDS:
        with page.expect_response("**/v1/events") as reply:
            page.locator("lotse-guide").last.evaluate(REPORT, kind)
        body = reply.value.request.post_data or ""
        (event,) = [one for one in json.loads(body)["events"] if one["type"] == kind]
        assert event["decision"]
        assert event["document"]
        assert event["properties"] == {"step": "mql"}
        assert "visitor" not in json.loads(body)
        # what a request that outlives its page was answered cannot be read; told again, the service must know it
        again = page.request.post(reply.value.url, data=body, headers={"Content-Type": "text/plain"})
        assert event["id"] in again.json()["duplicate"]
        assert not again.json()["rejected"]
    assert not faults
