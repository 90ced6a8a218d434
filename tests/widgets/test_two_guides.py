"""Several guides on a page are one voice: one visitor, one consent, one withdrawal for all of them."""

from __future__ import annotations

import json
import time
from typing import Any

import pytest

from tests.widgets.conftest import LINKS, Host, Visit
from tests.widgets.stand_in import StandInService
from tests.widgets.test_events import BACK, SEARCHED, wait_for_events

TOKEN = "vt_0123456789abcdef"
KEPT = "() => [localStorage.getItem('lotse.visitor'), sessionStorage.getItem('lotse.visitor')]"
KNOWN, UNKNOWN = "Mit Ihrer Einwilligung", "Ohne Cookies und ohne Kennung"


def second(service: StandInService, attributes: str = "") -> str:
    return f'<lotse-guide api="{service.url}" key="pk_test" timeout="15000" {attributes}>{LINKS}</lotse-guide>'


def both_say(host: Host, words: str) -> None:
    for number in (0, 1):
        host.guide.nth(number).get_by_text(words).wait_for()


def visitors(service: StandInService) -> list[str | None]:
    return [call["json"].get("visitor") for call in service.sent("/v1/recommendations")]


def test_a_yes_to_one_guide_is_known_to_the_other(visit: Visit, service: StandInService) -> None:
    host = visit(after=second(service))
    both_say(host, UNKNOWN)
    service.calls.clear()
    assert host.guide.first.evaluate("(guide) => guide.consent(true)") is True
    both_say(host, KNOWN)
    assert visitors(service) == [TOKEN, TOKEN]
    assert len(service.sent("/v1/consent")) == 1


def test_a_withdrawal_in_one_guide_is_one_in_both(visit: Visit, service: StandInService) -> None:
    host = visit(after=second(service, 'consent="granted"'), consent="granted")
    both_say(host, KNOWN)
    service.calls.clear()
    host.guide.last.get_by_role("button", name="Widerrufen").click()
    both_say(host, UNKNOWN)
    assert visitors(service) == [None, None]
    assert [call["json"]["visitor"] for call in service.sent("/v1/consent")] == [TOKEN]
    service.calls.clear()
    for number in (0, 1):
        host.guide.nth(number).evaluate("(guide) => guide.track('share')")
    host.guide.first.get_by_text("Einkauf", exact=True).click()
    host.guide.last.locator(".notice b", has_text="Sortiert für: Einkauf.").wait_for()
    assert not [call for call in service.calls if TOKEN in json.dumps(call["json"])]
    assert host.page.evaluate(KEPT) == [None, None]


def test_two_guides_that_both_have_a_yes_ask_for_one_visitor(visit: Visit, service: StandInService) -> None:
    service.delay = 0.2  # the second asks while the first is still waiting
    host = visit(after=second(service, 'consent="granted"'), consent="granted")
    both_say(host, KNOWN)
    assert len(service.sent("/v1/consent")) == 1
    assert host.page.evaluate(KEPT) == [TOKEN, None]


def test_a_consent_that_comes_before_the_first_answer_counts_in_that_answer(visit: Visit, service: StandInService) -> None:
    slow = "fetch = ((own) => (url, how) => new Promise((go) => setTimeout(go, /consent/.test(url) ? 0 : 700)).then(() => own(url, how)))(fetch);"
    host = visit(init=slow, consent="granted").answered()
    host.guide.get_by_text(KNOWN).wait_for()
    assert visitors(service)[-1] == TOKEN


@pytest.mark.parametrize("attributes", ["", 'consent="granted"'])
def test_with_a_token_of_an_earlier_page_each_guide_asks_once(visit: Visit, service: StandInService, attributes: str) -> None:
    host = visit(after=second(service, attributes), consent="granted")
    both_say(host, KNOWN)
    service.calls.clear()
    host.page.reload()
    both_say(host, KNOWN)
    host.page.wait_for_timeout(500)
    assert visitors(service) == [TOKEN, TOKEN]
    assert not service.sent("/v1/consent")


def test_a_no_while_the_yes_is_on_its_way_takes_the_token_back(visit: Visit, service: StandInService) -> None:
    host = visit(after=second(service))
    both_say(host, UNKNOWN)
    service.delay = 0.3
    host.page.evaluate("""() => { const [one, two] = document.querySelectorAll('lotse-guide');
      return Promise.all([one.consent(true), two.consent(true), one.consent(false)]) }""")
    assert [(call["json"]["grant"], call["json"].get("visitor")) for call in service.sent("/v1/consent")] == [(True, None), (False, TOKEN)]
    assert host.page.evaluate(KEPT) == [None, None]
    both_say(host, UNKNOWN)


def test_after_a_grant_that_failed_the_next_one_asks_again(visit: Visit, service: StandInService) -> None:
    host = visit().answered()
    service.mode = "error"
    assert host.guide.evaluate("(guide) => guide.consent(true)") is False
    service.mode = "ok"
    assert host.guide.evaluate("(guide) => guide.consent(true)") is True


def test_the_page_hears_of_a_change_of_consent(visit: Visit) -> None:
    host = visit(consent="granted", init="heard = []; document.addEventListener('lotse-consent', ({detail}) => heard.push(detail.known));")
    host.guide.get_by_text(KNOWN).wait_for()
    host.guide.get_by_role("button", name="Widerrufen").click()
    host.guide.get_by_text(UNKNOWN).wait_for()
    assert host.page.evaluate("heard") == [True, False]


def test_of_two_new_tokens_for_one_old_one_the_first_is_kept(visit: Visit, service: StandInService) -> None:
    host = visit(after=second(service), consent="granted")
    both_say(host, KNOWN)
    given: list[str] = []

    def renew(body: dict[str, Any]) -> dict[str, Any]:
        if "items" not in body:
            return body
        given.append(f"vt_renewed_{len(given)}")
        mine = given[-1]
        time.sleep(0 if len(given) == 1 else 0.7)
        return {**body, "token": mine}

    service.change = renew
    host.guide.first.get_by_text("Einkauf", exact=True).click()
    for number in (0, 1):
        host.guide.nth(number).locator(".notice b", has_text="Sortiert für: Einkauf.").wait_for()
    host.page.wait_for_timeout(100)
    assert len(given) == 2
    assert host.page.evaluate(KEPT) == [given[0], None]


def test_one_page_view_has_one_dwell_time_however_many_guides(visit: Visit, service: StandInService) -> None:
    host = visit(after=second(service, 'document="wissen/endverpackung.md"'), consent="granted")
    both_say(host, KNOWN)
    host.page.wait_for_timeout(1600)
    host.page.goto("about:blank")
    assert len(wait_for_events(host, service, "dwell")) == 1
    host.page.wait_for_timeout(300)
    assert len([event for event in service.events() if event["type"] == "dwell"]) == 1


@pytest.mark.parametrize(("clicked", "told"), [(False, 1), (True, 0)])
def test_back_from_a_recommended_link_is_no_return_to_search_and_another_return_is_told_once(
    visit: Visit, service: StandInService, clicked: bool, told: int
) -> None:
    host = visit(after=second(service), consent="granted", init=SEARCHED)
    both_say(host, KNOWN)
    if clicked:
        host.page.route("https://www.example.com/**", lambda route: route.fulfill(body="angekommen"))
        host.guide.first.locator(".main a").click(modifiers=["Control"])
    host.page.evaluate(BACK % "true")
    host.page.wait_for_timeout(1000)
    assert len([event for event in service.events() if event["type"] == "search_return"]) == told
