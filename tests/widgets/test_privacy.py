"""Before consent nothing is written and nobody is told apart; after consent a token, given back in one click."""

from __future__ import annotations

import pytest

from tests.widgets.conftest import Host, Visit
from tests.widgets.stand_in import Site, StandInService

TOKEN = "vt_0123456789abcdef"
SPY = """window.touched = [];
for (const name of ['setItem', 'getItem', 'removeItem']) {
  const own = Storage.prototype[name];
  Storage.prototype[name] = function (...given) { touched.push(name + ' ' + given[0]); return own.apply(this, given) };
}
const cookie = Object.getOwnPropertyDescriptor(Document.prototype, 'cookie');
Object.defineProperty(document, 'cookie', { get() { touched.push('cookie'); return cookie.get.call(document) }, set() { touched.push('cookie') } });
for (const name of ['doNotTrack', 'globalPrivacyControl', 'userAgent', 'language', 'languages', 'platform'])
  Object.defineProperty(Navigator.prototype, name, { get() { touched.push('navigator.' + name); return window['says_' + name] ?? null } });
Object.defineProperty(Document.prototype, 'referrer', { get() { touched.push('referrer'); return '' } });
indexedDB.open = () => touched.push('indexedDB');"""
KEPT = "() => [localStorage.getItem('lotse.visitor'), sessionStorage.getItem('lotse.visitor')]"


def use_everything(host: Host) -> None:
    host.choose("Einkauf")
    host.guide.get_by_label("Fragen Sie unsere Bibliothek").fill("Wer darf umstellen?")
    host.page.keyboard.press("Enter")
    host.guide.locator(".result a").first.wait_for()
    host.choose("Zurücksetzen")
    host.page.wait_for_timeout(3200)


def test_before_consent_nothing_is_stored_or_read(visit: Visit) -> None:
    host = visit(init=SPY).answered()
    use_everything(host)
    assert host.page.evaluate("touched") == []
    assert host.page.context.cookies() == []
    assert host.page.evaluate("[localStorage.length, sessionStorage.length]") == [0, 0]


def test_before_consent_only_the_tag_and_the_clicks_are_sent(visit: Visit, service: StandInService) -> None:
    host = visit().answered()
    use_everything(host)
    first = service.sent("/v1/recommendations")[0]["json"]
    assert first == {"key": "pk_test", "lang": "de", "page": {"document": "wissen/endverpackung.md"}}
    for call in service.calls:
        assert "Cookie" not in call["headers"]
        assert "Authorization" not in call["headers"]
        assert "page.html" not in call["headers"].get("Referer", "")
        assert "visitor" not in (call["json"] or {})
        assert "visitor" not in call["query"]
    assert {event["type"] for event in service.events()} <= {"impression", "click", "role", "question"}


def test_two_visits_send_nothing_in_common_but_the_tag(visit: Visit, service: StandInService) -> None:
    ids = []
    for _ in range(2):
        service.calls.clear()
        host = visit().answered()
        host.choose("Einkauf")
        host.page.wait_for_timeout(3200)
        ids.append({event["id"] for event in service.events()})
    assert ids[0]
    assert ids[1]
    assert not ids[0] & ids[1]


@pytest.mark.parametrize(("wish", "kept"), [("granted", [TOKEN, None]), ("session", [None, TOKEN])])
def test_the_consent_attribute_brings_a_token_into_the_named_storage(
    visit: Visit, service: StandInService, wish: str, kept: list[str | None]
) -> None:
    host = visit(consent=wish).answered()
    host.guide.get_by_text("Mit Ihrer Einwilligung").wait_for()
    assert host.page.evaluate(KEPT) == kept
    asked = service.sent("/v1/consent")[0]["json"]
    assert asked == {"key": "pk_test", "grant": True, "version": "1", "purposes": ["personalisation", "measurement"]}
    host.choose("Einkauf")
    later = service.sent("/v1/recommendations")[-1]["json"]
    assert later["visitor"] == TOKEN
    assert later["page"]["title"] == "Seite"


def test_the_consent_method_grants_and_withdraws(visit: Visit, service: StandInService) -> None:
    host = visit().answered()
    assert host.guide.evaluate("(guide) => guide.consent(true)") is True
    assert host.page.evaluate(KEPT) == [TOKEN, None]
    assert host.guide.evaluate("(guide) => guide.consent(false)") is False
    assert host.page.evaluate(KEPT) == [None, None]
    assert service.sent("/v1/consent")[-1]["json"]["grant"] is False
    assert service.sent("/v1/consent")[-1]["json"]["visitor"] == TOKEN
    service.calls.clear()
    host.choose("Einkauf")
    assert "visitor" not in service.sent("/v1/recommendations")[-1]["json"]


def test_withdrawing_is_one_click(visit: Visit, service: StandInService) -> None:
    host = visit(consent="granted").answered()
    host.guide.get_by_role("button", name="Widerrufen").click()
    host.guide.get_by_text("Ohne Cookies und ohne Kennung").wait_for()
    assert host.page.evaluate(KEPT) == [None, None]


def withdrawn(visit: Visit, service: StandInService) -> Host:
    """A page that says `consent="granted"`, on which the visitor has withdrawn since."""
    host = visit(consent="granted").answered()
    host.guide.get_by_role("button", name="Widerrufen").click()
    host.guide.get_by_text("Ohne Cookies und ohne Kennung").wait_for()
    service.calls.clear()
    return host


@pytest.mark.parametrize(
    "change", ["(guide) => guide.setAttribute('audience', 'it')", "(guide) => guide.setAttribute('slots', '3')",
               "(guide) => document.body.append(guide)"],
)  # fmt: skip
def test_after_a_withdrawal_only_the_visitor_can_grant_again(visit: Visit, service: StandInService, change: str) -> None:
    host = withdrawn(visit, service)
    with host.page.expect_response("**/v1/recommendations"):
        host.guide.evaluate(change)
    host.page.wait_for_timeout(300)
    assert not service.sent("/v1/consent")
    assert host.page.evaluate(KEPT) == [None, None]
    assert all("visitor" not in call["json"] for call in service.sent("/v1/recommendations"))


def test_a_consent_attribute_that_says_something_new_counts_again(visit: Visit, service: StandInService) -> None:
    host = withdrawn(visit, service)
    host.guide.evaluate("(guide) => guide.setAttribute('consent', 'session')")
    host.guide.get_by_text("Mit Ihrer Einwilligung").wait_for()
    assert host.page.evaluate(KEPT) == [None, TOKEN]


def test_taking_the_consent_attribute_away_is_a_no(visit: Visit, service: StandInService) -> None:
    host = visit(consent="granted").answered()
    host.guide.get_by_text("Mit Ihrer Einwilligung").wait_for()
    host.guide.evaluate("(guide) => guide.removeAttribute('consent')")
    host.guide.get_by_text("Ohne Cookies und ohne Kennung").wait_for()
    assert host.page.evaluate(KEPT) == [None, None]
    assert service.sent("/v1/consent")[-1]["json"]["grant"] is False


def test_a_kept_token_is_used_on_the_next_page_without_asking_again(visit: Visit, service: StandInService) -> None:
    host = visit(consent="granted").answered()
    host.guide.get_by_text("Mit Ihrer Einwilligung").wait_for()
    service.calls.clear()
    host.page.reload()
    host.answered()
    host.guide.get_by_text("Mit Ihrer Einwilligung").wait_for()
    assert not service.sent("/v1/consent")
    assert service.sent("/v1/recommendations")[-1]["json"]["visitor"] == TOKEN


@pytest.mark.parametrize("signal", ["window.says_doNotTrack = '1';", "window.says_globalPrivacyControl = true;"])
def test_dnt_and_gpc_count_as_no(visit: Visit, service: StandInService, signal: str) -> None:
    host = visit(init=SPY + signal, consent="granted").answered()
    assert host.guide.evaluate("(guide) => guide.consent(true)") is False
    assert not service.sent("/v1/consent")
    assert not [touch for touch in host.page.evaluate("touched") if touch.startswith("setItem")]
    assert all("visitor" not in call["json"] for call in service.sent("/v1/recommendations"))


def test_blocked_storage_is_survived(visit: Visit) -> None:
    blocked = "for (const kind of ['localStorage', 'sessionStorage']) Object.defineProperty(window, kind, { get() { throw new DOMException('no') } });"
    host = visit(init=blocked, consent="granted").answered()
    host.guide.get_by_text("Mit Ihrer Einwilligung").wait_for()
    assert not host.errors


def test_a_no_withdraws_what_earlier_visits_left_on_this_device(visit: Visit, service: StandInService) -> None:
    left = "localStorage.setItem('lotse.visitor', 'vt_kept'); sessionStorage.setItem('lotse.visitor', 'vt_visit');"
    host = visit(init=left).answered()
    assert all("visitor" not in call["json"] for call in service.sent("/v1/recommendations"))
    service.calls.clear()
    assert host.guide.evaluate("(guide) => guide.consent(false)") is False
    assert {call["json"]["visitor"] for call in service.sent("/v1/consent")} == {"vt_kept", "vt_visit"}
    assert not any(call["json"]["grant"] for call in service.sent("/v1/consent"))
    assert host.page.evaluate(KEPT) == [None, None]


def test_a_browser_that_says_no_withdraws_an_earlier_yes(visit: Visit, service: StandInService) -> None:
    init = "window.says_globalPrivacyControl = true; localStorage.setItem('lotse.visitor', 'vt_of_another_day');"
    host = visit(init=SPY + init, consent="granted").answered()
    for _ in range(50):
        if service.sent("/v1/consent"):
            break
        host.page.wait_for_timeout(100)
    assert [(call["json"]["grant"], call["json"]["visitor"]) for call in service.sent("/v1/consent")] == [(False, "vt_of_another_day")]
    assert host.page.evaluate(KEPT) == [None, None]
    assert all("visitor" not in call["json"] for call in service.sent("/v1/recommendations"))


def test_a_no_without_an_earlier_yes_tells_the_service_nothing(visit: Visit, service: StandInService) -> None:
    host = visit(consent="denied").answered()
    assert host.guide.evaluate("(guide) => guide.consent(false)") is False
    assert not service.sent("/v1/consent")


OUTLIVES = """fetch = ((own) => (url, how) => {
  if (/consent/.test(url)) (top.outlives ??= []).push(how.keepalive === true);
  return own(url, how);
})(fetch);"""


def test_a_withdrawal_survives_leaving_the_page(visit: Visit, service: StandInService, site: Site) -> None:
    host = visit(consent="granted", init=OUTLIVES)
    host.guide.get_by_text("Mit Ihrer Einwilligung").wait_for()
    site.put("/around.html", '<iframe src="/page.html" width="900" height="700"></iframe>')
    host.page.goto(site.url + "/around.html")
    host.page.frame_locator("iframe").get_by_text("Mit Ihrer Einwilligung").wait_for()
    service.calls.clear()
    host.page.evaluate("""() => { const frame = document.querySelector('iframe');
      frame.contentDocument.querySelector('lotse-guide').consent(false); frame.remove() }""")
    for _ in range(50):
        if told := service.sent("/v1/consent"):
            break
        host.page.wait_for_timeout(100)
    assert [(call["json"]["grant"], call["json"]["visitor"]) for call in told] == [(False, TOKEN)]
    assert host.page.evaluate("outlives") == [True]  # on a fast line it may arrive without


def test_a_withdrawal_that_did_not_reach_the_service_is_told_to_developers(visit: Visit, service: StandInService) -> None:
    host = visit(consent="granted").answered()
    host.guide.get_by_text("Mit Ihrer Einwilligung").wait_for()
    said: list[str] = []
    host.page.on("console", lambda message: said.append(f"{message.type}: {message.text}"))
    service.mode = "error"
    assert host.guide.evaluate("(guide) => guide.consent(false)") is False
    assert host.page.evaluate(KEPT) == [None, None]
    assert [one for one in said if one.startswith("warning: Lotse")]


@pytest.mark.parametrize(("first", "then", "kept"), [(True, "session", [None, TOKEN]), ("session", True, [TOKEN, None])])
@pytest.mark.parametrize("reloaded", [False, True], ids=["same page", "next page"])
def test_the_token_moves_with_the_consent_and_stays_the_same_visitor(
    visit: Visit, service: StandInService, first: bool | str, then: bool | str, kept: list[str | None], reloaded: bool
) -> None:
    host = visit().answered()
    assert host.guide.evaluate("(guide, wish) => guide.consent(wish)", first) is True
    if reloaded:
        host.page.reload()
        host.answered()
    assert host.guide.evaluate("(guide, wish) => guide.consent(wish)", then) is True
    assert host.page.evaluate(KEPT) == kept
    assert len(service.sent("/v1/consent")) == 1
