"""What only the page knows, reported by one call: downloads, shares, contact forms, conversions."""

from __future__ import annotations

from typing import Any

import pytest

from tests.widgets.conftest import Host, Visit
from tests.widgets.stand_in import StandInService
from tests.widgets.test_events import wait_for_events

PAGE = "wissen/endverpackung.md"


def track(host: Host, call: str) -> list[str]:
    """Run `guide.track(<call>)`; what it wrote to the console."""
    said: list[str] = []
    host.page.on("console", lambda message: said.append(f"{message.type}: {message.text}"))
    host.guide.evaluate(f"(guide) => guide.track({call})")
    return said


def reported(service: StandInService) -> list[dict[str, Any]]:
    return [event for event in service.events() if event["type"] not in ("impression", "click", "dwell", "role")]


def the_report(host: Host, service: StandInService, kind: str) -> dict[str, Any]:
    """The one event reported; waits until it has arrived."""
    wait_for_events(host, service, kind)
    (event,) = reported(service)
    return event


@pytest.mark.parametrize(
    "kind", ["download", "share", "pass_on", "contact_form", "conversion", "feedback", "pricing_view", "calculator",
             "customer_login", "staff_login", "intranet", "return_visit"],
)  # fmt: skip
def test_a_report_goes_out_at_once_with_the_last_decision_and_the_pages_document(
    visit: Visit, service: StandInService, kind: str
) -> None:
    host = visit().answered()
    assert not track(host, f"'{kind}'")
    event = the_report(host, service, kind)
    assert (event["type"], event["decision"], event["document"], event["value"]) == (kind, "d-unknown-de", PAGE, 1)
    assert "visitor" not in service.sent("/v1/events")[-1]["json"]


def test_the_decision_quoted_is_the_last_one(visit: Visit, service: StandInService) -> None:
    host = visit().answered()
    host.choose("Einkauf")
    track(host, "'share', {document: 'preise/preise-2026.md', passage: 'preise/preise-2026.md#Was', slot: 'main', value: 2}")
    event = the_report(host, service, "share")
    assert event["decision"] == "d-procurement-de"
    assert event["document"] == "preise/preise-2026.md"
    assert event["passage"] == "preise/preise-2026.md#Was"
    assert (event["slot"], event["value"]) == ("main", 2)


GIVEN = "{value: 3, properties: {step: 'mql', ladder: 'main', email: 'mara@example.com', order: 4711}}"


@pytest.mark.parametrize(
    ("consent", "expected"),
    [({}, {"step": "mql", "ladder": "main"}),
     ({"consent": "granted"}, {"step": "mql", "ladder": "main", "email": "mara@example.com", "order": 4711})],
)  # fmt: skip
def test_free_properties_travel_only_with_consent(
    visit: Visit, service: StandInService, consent: dict[str, str], expected: dict[str, Any]
) -> None:
    host = visit(**consent).answered()
    host.guide.get_by_text("Mit Ihrer Einwilligung" if consent else "Ohne Cookies").wait_for()
    track(host, f"'conversion', {GIVEN}")
    event = the_report(host, service, "conversion")
    assert event["properties"] == expected
    assert event["value"] == 3
    assert ("visitor" in service.sent("/v1/events")[-1]["json"]) is bool(consent)


def test_after_a_withdrawal_nothing_free_travels(visit: Visit, service: StandInService) -> None:
    host = visit(consent="granted").answered()
    host.guide.get_by_text("Mit Ihrer Einwilligung").wait_for()
    host.guide.evaluate("(guide) => guide.consent(false)")
    track(host, f"'conversion', {GIVEN}")
    assert the_report(host, service, "conversion")["properties"] == {"step": "mql", "ladder": "main"}
    assert "visitor" not in service.sent("/v1/events")[-1]["json"]


ODD = [
    "'purchase'", "'click'", "'impression'", "''", "", "null", "{}", "Symbol('x')", "'crm'", "{toString() { throw 1 }}",
    "'share', (() => { const step = {}; step.step = step; return { properties: step } })()", "'share', {value: 1n}",
    "'share', {get document() { throw new Error('no') }}", "'share', {document: 'x'.repeat(9000)}",
]  # fmt: skip


@pytest.mark.parametrize("call", ODD)
def test_what_cannot_be_reported_is_refused_with_a_warning_and_nothing_is_thrown(
    visit: Visit, service: StandInService, call: str
) -> None:
    host = visit().answered()
    said = track(host, call)
    host.page.wait_for_timeout(300)
    assert len(said) == 1
    assert said[0].startswith("warning: Lotse")
    assert not reported(service)
    assert not host.errors


@pytest.mark.parametrize(
    "call", ["'share', null", "'share', 'x'", "'share', 7", "'share', [1]", "'share', {properties: null, value: NaN}"]
)
def test_odd_details_do_not_stop_a_report(visit: Visit, service: StandInService, call: str) -> None:
    host = visit().answered()
    assert not track(host, call)
    assert the_report(host, service, "share")["document"] == PAGE
    assert not host.errors


def test_a_report_before_the_first_answer_or_without_a_service_waits(visit: Visit, service: StandInService) -> None:
    service.mode = "error"
    host = visit()
    host.page.wait_for_function("!!customElements.get('lotse-guide')")
    with host.page.expect_response("**/v1/events"):
        track(host, "'contact_form'")
    host.page.wait_for_timeout(100)  # until the widget, too, has seen the refusal
    assert not host.errors
    service.mode = "ok"
    service.calls.clear()
    track(host, "'download'")
    host.guide.evaluate("(guide) => guide.setAttribute('audience', 'it')")
    host.answered()
    for kind in ("contact_form", "download"):
        wait_for_events(host, service, kind)
    assert {event["type"] for event in reported(service)} == {"contact_form", "download"}


def test_following_a_recommended_file_counts_as_a_download(visit: Visit, service: StandInService) -> None:
    def filed(body: dict[str, Any]) -> dict[str, Any]:
        for item in body.get("items", []):
            if item["slot"] == "main":
                item["url"] = "https://www.example.com/handbuch.PDF#page=3"
        return body

    service.change = filed
    host = visit().answered()
    host.page.route("https://www.example.com/**", lambda route: route.fulfill(body="angekommen"))
    host.guide.locator(".next a").first.click(modifiers=["Control"])
    host.guide.locator(".main a").click(modifiers=["Control"])
    for _ in range(200):
        told = {event["id"]: (event["type"], event["slot"]) for event in service.events() if event["type"] in ("click", "download")}
        if len(told) == 3:
            break
        host.page.wait_for_timeout(100)
    assert sorted(told.values()) == [("click", "main"), ("click", "next"), ("download", "main")]


def test_inside_one_document_the_headings_name_the_cards(visit: Visit) -> None:
    host = visit(scope="wissen/endverpackung.md").answered()
    assert "Das Wichtigste in zwei Minuten" in host.titles()
    assert not host.guide.locator(".where").count()
