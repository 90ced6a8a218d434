"""The events the guide sends: what, when, and in a form that needs no preflight."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest

from tests.widgets.conftest import Host, Visit
from tests.widgets.stand_in import StandInService

FAR_BELOW = '<div id="far"></div>'
TALL = "<style>#far { height: 3000px }</style>"


def wait_for_events(host: Host, service: StandInService, kind: str, tries: int = 200) -> list[dict[str, Any]]:
    for _ in range(tries):
        if found := [event for event in service.events() if event["type"] == kind]:
            return found
        host.page.wait_for_timeout(100)
    return []


def test_an_impression_needs_a_second_of_half_visibility(visit: Visit, service: StandInService) -> None:
    host = visit(head=TALL, before=FAR_BELOW).answered()
    host.page.wait_for_timeout(3500)
    assert not service.events()  # it was never in sight
    host.page.evaluate("scrollTo(0, 99999)")
    seen = wait_for_events(host, service, "impression")
    assert seen
    assert {event["decision"] for event in seen} == {"d-unknown-de"}
    assert all(event["passage"] and event["slot"] in ("main", "next", "proof", "common") for event in seen)


def test_a_glance_is_no_impression(visit: Visit, service: StandInService) -> None:
    host = visit(head=TALL, before=FAR_BELOW).answered()
    host.page.evaluate("scrollTo(0, 99999); setTimeout(() => scrollTo(0, 0), 500)")
    host.page.wait_for_timeout(3500)
    assert not service.events()


def test_an_impression_is_sent_once_an_item(visit: Visit, service: StandInService) -> None:
    host = visit(head=TALL, before=FAR_BELOW).answered()
    for position in (99999, 0, 99999):
        host.page.evaluate(f"scrollTo(0, {position})")
        host.page.wait_for_timeout(1400)
    host.page.wait_for_timeout(2200)
    keys = [(event["decision"], event["passage"]) for event in service.events() if event["type"] == "impression"]
    assert keys
    assert len(keys) == len(set(keys))


def test_a_click_survives_leaving_the_page(visit: Visit, service: StandInService) -> None:
    host = visit().answered()
    host.page.route("https://www.example.com/**", lambda route: route.fulfill(body="angekommen"))
    host.guide.locator(".main a").click()
    host.page.wait_for_url("https://www.example.com/**")
    clicks = wait_for_events(host, service, "click")
    assert len({event["id"] for event in clicks}) == 1  # sent again after an aborted try, it is still one event
    assert {(event["slot"], event["document"]) for event in clicks} == {("main", "wissen/endverpackung-automatisieren.md")}


def test_a_question_is_told_with_whether_it_was_answered(visit: Visit, service: StandInService) -> None:
    host = visit().answered()
    for question in ("Wer darf umstellen?", "Wie weit ist der Mars?"):
        host.guide.get_by_label("Fragen Sie unsere Bibliothek").fill(question)
        with host.page.expect_response("**/v1/ask**"):
            host.page.keyboard.press("Enter")
    for _ in range(200):
        host.page.wait_for_timeout(100)
        told = [event for event in service.events() if event["type"] == "question"]
        if len(told) == 2:
            break
    assert [(event["properties"]["answer"], event["value"]) for event in told] == [("found", 1), ("none", 0)]


def test_answers_that_stay_below_a_new_list_still_make_impressions_and_the_old_list_makes_none(
    visit: Visit, service: StandInService
) -> None:
    host = visit(head=TALL, before=FAR_BELOW).answered()  # nothing of it in sight yet
    host.guide.get_by_label("Fragen Sie unsere Bibliothek").evaluate("(box) => { box.value = 'Wer darf umstellen?'; box.form.requestSubmit() }")
    host.guide.locator(".result article").first.wait_for()
    with host.page.expect_response("**/v1/recommendations"):
        host.guide.evaluate("(guide) => guide.setAttribute('audience', 'procurement')")
    host.page.wait_for_timeout(100)
    for place in (".result article", ".lists article"):
        host.guide.locator(place).first.evaluate("(card) => card.scrollIntoView({block: 'center'})")
        host.page.wait_for_timeout(1300)
    for _ in range(50):
        told = [event for event in service.events() if event["type"] == "impression"]
        if {"answer", "main"} <= {event["slot"] for event in told}:
            break
        host.page.wait_for_timeout(100)
    assert {"answer", "main"} <= {event["slot"] for event in told}
    assert {event["decision"] for event in told if event["slot"] != "answer"} == {"d-procurement-de"}


def test_role_choice_and_correction_are_told(visit: Visit, service: StandInService) -> None:
    host = visit().answered()
    host.choose("Einkauf")
    host.choose("IT & Informationssicherheit")
    told = [event["properties"] for event in service.events() if event["type"] == "role"]
    assert told == [{"role": "procurement", "previous": "", "how": "choice"}, {"role": "it", "previous": "procurement", "how": "choice"}]


def test_dwell_is_told_with_consent_and_not_without(visit: Visit, service: StandInService) -> None:
    for consent, expected in (("", 0), ("granted", 1)):
        service.reset()
        host = visit(**({"consent": consent} if consent else {})).answered()
        host.page.wait_for_timeout(1600)
        host.page.goto("about:blank")
        host.page.wait_for_timeout(600)
        dwell = [event for event in service.events() if event["type"] == "dwell"]
        assert len(dwell) == expected
        assert all(event["value"] >= 1 and event["document"] == "wissen/endverpackung.md" for event in dwell)


SEARCHED = "Object.defineProperty(document, 'referrer', { get: () => 'https://www.google.com/' });"
BACK = "dispatchEvent(new PageTransitionEvent('pagehide', {persisted: true})); dispatchEvent(new PageTransitionEvent('pageshow', {persisted: %s}))"


def test_a_return_from_search_is_told(visit: Visit, service: StandInService) -> None:
    host = visit(consent="granted", init=SEARCHED).answered()
    host.page.wait_for_timeout(300)
    host.page.evaluate(BACK % "true")
    assert wait_for_events(host, service, "search_return", 15)


def test_a_fresh_load_or_a_return_from_our_own_link_is_no_return_to_search(visit: Visit, service: StandInService) -> None:
    host = visit(consent="granted", init=SEARCHED, after='<a id="own" href="#x">weiter</a>').answered()
    host.page.wait_for_timeout(300)
    host.page.evaluate(BACK % "false")
    host.page.click("#own")
    host.page.evaluate(BACK % "true")
    host.page.wait_for_timeout(1500)
    assert not [event for event in service.events() if event["type"] == "search_return"]


def test_refused_events_wait_and_are_sent_again_with_the_same_id(visit: Visit, service: StandInService) -> None:
    host = visit().answered()
    service.mode = "error"
    lost = wait_for_events(host, service, "impression")
    service.mode = "ok"
    service.calls.clear()
    host.choose("Einkauf")
    again = wait_for_events(host, service, "impression")
    assert {event["id"] for event in lost} <= {event["id"] for event in again}


@pytest.mark.parametrize(("again", "times"), [(True, 2), (False, 1)])
def test_events_that_an_answer_could_not_keep_are_sent_again(
    visit: Visit, service: StandInService, again: bool, times: int
) -> None:
    host = visit().answered()

    def refuse(body: dict[str, Any]) -> dict[str, Any]:
        sent = service.calls[-1]["json"].get("events", [])
        rejected = [{"id": event["id"], "reason": "because", "again": again} for event in sent]
        return {**body, "events": {"accepted": [], "duplicate": [], "rejected": rejected}}

    service.change = refuse
    host.choose("Einkauf")
    service.change = lambda body: body
    (first,) = [event["id"] for event in service.events() if event["type"] == "role"]
    host.choose("IT & Informationssicherheit")
    host.page.wait_for_timeout(2500)
    told = [event["id"] for event in service.events() if event["type"] == "role"]
    assert told.count(first) == times
    assert len(set(told)) == 2


def test_the_clock_of_the_device_is_told_with_events_and_only_with_them(visit: Visit, service: StandInService) -> None:
    host = visit().answered()
    host.choose("Einkauf")
    wait_for_events(host, service, "impression")
    calls = [call["json"] for call in service.calls]
    assert {bool(call.get("events")) for call in calls} == {True, False}
    assert all(("sent" in call) == bool(call.get("events")) for call in calls)
    for call in calls:
        for event in call.get("events", []):
            late = datetime.fromisoformat(call["sent"]) - datetime.fromisoformat(event["at"])
            assert timedelta() <= late < timedelta(minutes=1)


def test_nothing_needs_a_preflight_and_ids_are_unique(visit: Visit, service: StandInService) -> None:
    host = visit(consent="granted").answered()
    host.choose("Einkauf")
    wait_for_events(host, service, "impression")
    assert {call["method"] for call in service.calls} == {"POST"}
    assert {call["headers"]["Content-Type"] for call in service.calls} == {"text/plain;charset=UTF-8"}
    ids = [event["id"] for event in service.events()]
    assert ids
    assert len(ids) == len(set(ids))
    assert {"id", "type", "at"} <= set(service.events()[0])
