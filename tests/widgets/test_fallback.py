"""The page is never harmed: whatever the service does, the operator's own links stay and nothing throws."""

from __future__ import annotations

import pytest

from tests.ports import free_port
from tests.widgets.conftest import Host, Visit
from tests.widgets.stand_in import StandInService


def links_remain(host: Host) -> bool:
    link = host.page.get_by_role("link", name="Unser Wissen")
    return bool(link.is_visible()) and host.guide.locator("article").count() == 0


@pytest.fixture
def nobody_there() -> str:
    """An address on which nothing listens."""
    return f"http://127.0.0.1:{free_port()}"


def test_with_the_service_down_the_links_remain(visit: Visit, nobody_there: str) -> None:
    host = visit(api=nobody_there, timeout="")
    host.page.wait_for_timeout(800)
    assert links_remain(host)
    assert not host.errors
    assert host.shift() == 0


@pytest.mark.parametrize("mode", ["error", "garbage", "wrong", "hang"])
def test_with_a_broken_service_the_links_remain(visit: Visit, service: StandInService, mode: str) -> None:
    service.mode = mode
    host = visit(timeout="")
    host.page.wait_for_timeout(2500 if mode == "hang" else 800)
    assert service.sent("/v1/recommendations")
    assert links_remain(host)
    assert not host.errors
    assert host.shift() == 0


def test_it_gives_up_after_its_time_budget_and_not_before(visit: Visit, service: StandInService) -> None:
    gave_up = "addEventListener('lotse-fallback', () => { window.gaveUp = performance.now() - window.began });"
    service.mode = "hang"
    for budget, attributes in ((1500, {"timeout": ""}), (400, {"timeout": "400"})):
        host = visit(init=f"window.began = performance.now(); {gave_up}", **attributes)
        host.page.wait_for_function("window.gaveUp", timeout=4000)
        assert budget - 50 <= host.page.evaluate("window.gaveUp") <= budget + 1500


def test_a_slow_answer_within_the_budget_is_shown_and_meanwhile_the_links(visit: Visit, service: StandInService) -> None:
    service.delay = 0.7
    host = visit()
    assert links_remain(host)
    host.answered()


def test_a_policy_that_forbids_the_connection_leaves_the_page_alone(visit: Visit, service: StandInService) -> None:
    host = visit(headers={"Content-Security-Policy": "default-src 'none'; script-src 'self'"})
    host.page.wait_for_timeout(500)
    assert links_remain(host)
    assert not host.errors
    assert not service.calls


def test_when_the_service_dies_later_the_last_answer_stays_and_it_says_so(visit: Visit, service: StandInService) -> None:
    host = visit().answered()
    before = host.titles()
    service.mode = "error"
    host.choose("Einkauf")
    assert host.titles() == before
    assert "Gerade nicht erreichbar" in host.guide.locator(".notice").inner_text()
    host.guide.get_by_label("Fragen Sie unsere Bibliothek").fill("Wer darf umstellen?")
    host.page.keyboard.press("Enter")
    host.guide.locator(".result", has_text="Gerade nicht erreichbar").wait_for()
    assert not host.errors


def test_without_javascript_the_links_are_there(visit: Visit) -> None:
    host = visit(script="")
    assert host.page.get_by_role("link", name="Unser Wissen").is_visible()


@pytest.mark.parametrize(
    "broken",
    ["window.fetch = () => { throw new Error('mine') };", "window.fetch = undefined;", "Array.prototype.filter = undefined;",
     "JSON.parse = () => null; Response.prototype.json = () => null;", "delete window.IntersectionObserver;",
     "Object.defineProperty(Document.prototype, 'adoptedStyleSheets', { get() { throw new Error('no') } });",
     "window.customElements.define = () => {};", "String.prototype.trim = () => '';"],
)  # fmt: skip
def test_a_hostile_page_may_break_the_widget_but_not_itself(visit: Visit, broken: str) -> None:
    own = "<script>document.documentElement.dataset.own = 'works'</script>"
    host = visit(init=broken, after=f"<p>Danach</p>{own}")
    host.page.wait_for_timeout(400)
    assert host.page.evaluate("document.documentElement.dataset.own") == "works"
    assert host.page.get_by_text("Danach", exact=True).is_visible()
    shown = host.guide.locator("article").count() > 0
    assert shown or host.page.get_by_role("link", name="Unser Wissen").is_visible()
