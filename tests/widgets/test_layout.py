"""A guest with manners: no layout shift, small, accessible, usable by keyboard and on a phone."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from jinja2 import Environment, StrictUndefined

from tests.widgets.conftest import ROOT, WIDGET, Host, Visit
from tests.widgets.stand_in import Site, StandInService
from widgets.build import MOST_BYTES, gzipped, header

SHORT = "<p>Weiter</p>"
LONG = "<ul>" + "<li><a href='/x'>Ein Link</a></li>" * 80 + "</ul>"
PHONE = {"viewport": {"width": 390, "height": 844}, "device_scale_factor": 2, "has_touch": True}
DEMO = ROOT / "widgets" / "demo"


def test_the_widget_is_under_ten_kilobytes_gzipped() -> None:
    assert MOST_BYTES == 10_000
    assert gzipped(WIDGET.read_bytes()) < MOST_BYTES


def test_the_shipped_file_was_built_from_the_sources_that_are_here() -> None:
    first = WIDGET.read_text(encoding="utf-8").splitlines(keepends=True)[0]
    assert first == header(), "run .venv/bin/python widgets/build.py"


@pytest.mark.parametrize("inside", [SHORT, LONG, "<h2>Weiterlesen</h2><ul><li>A</li></ul>", "Nur Text"])
@pytest.mark.parametrize("around", ["", "display: block; margin-block: 2rem", "display: block; padding: 1rem; border: 1px solid", "display: block; min-block-size: 900px"])
def test_the_answer_moves_nothing_on_the_page(visit: Visit, service: StandInService, inside: str, around: str) -> None:
    service.delay = 0.3
    text = "<p>Text.</p>" * 3
    host = visit(inside=inside, head=f"<style>lotse-guide {{ {around} }}</style>", before=text, after=text * 10)
    place = "[...document.querySelectorAll('main > p')].map((line) => line.getBoundingClientRect().top)"
    before = host.page.evaluate(place)
    host.answered()
    host.page.wait_for_timeout(300)
    assert host.page.evaluate(place) == pytest.approx(before, abs=0.6)
    assert host.shift() < 0.005  # our empty outer box may give up a collapsed margin; nothing that is seen moves


def test_the_meter_sees_a_shift_when_there_is_one(visit: Visit) -> None:
    host = visit(after="<p>Text.</p>" * 20).answered()
    host.page.evaluate("document.querySelector('lotse-guide').before(Object.assign(document.createElement('h1'), {textContent: 'Neu'}))")
    host.page.wait_for_timeout(300)
    assert host.shift() > 0.001


def test_in_little_room_it_offers_more_and_takes_it_on_a_click(visit: Visit) -> None:
    host = visit(inside=SHORT).answered()
    small = host.guide.evaluate("(guide) => guide.offsetHeight")
    host.guide.get_by_role("button", name="Mehr anzeigen").click()
    assert host.guide.evaluate("(guide) => guide.offsetHeight") > small + 300
    assert not host.guide.get_by_role("button", name="Mehr anzeigen").is_visible()


def test_in_the_room_of_a_single_line_the_words_of_the_button_are_whole(visit: Visit) -> None:
    host = visit(inside="<a href='/wissen'>Alle Artikel</a>").answered()
    button = host.guide.get_by_role("button", name="Mehr anzeigen")
    assert button.evaluate("(node) => node.scrollHeight <= node.clientHeight + 1")


@pytest.mark.parametrize("css", ["main { display: flex }", "lotse-guide { float: left }", "lotse-guide { display: inline-block }"])
def test_where_width_follows_content_it_has_width_all_the_same(visit: Visit, css: str) -> None:
    host = visit(inside=LONG, head=f"<style>{css}</style>").answered()
    assert host.guide.locator(".main .card").bounding_box()["width"] > 500


def test_where_no_room_was_reserved_it_is_shown_all_the_same(visit: Visit) -> None:
    host = visit(inside="").answered()
    assert host.guide.evaluate("(guide) => guide.offsetHeight") > 500


def test_out_of_sight_it_takes_the_room_it_needs(visit: Visit) -> None:
    host = visit(inside=SHORT, before='<div id="far"></div>', head="<style>#far { height: 2000px }</style>").answered()
    assert host.guide.evaluate("(guide) => guide.offsetHeight") > 500
    assert host.shift() == 0


def axe_violations(host: Host) -> list[str]:
    found: dict[str, Any] = Axe().run(host.page).response
    assert found["passes"]
    return [f"{one['id']}: {[node['html'] for node in one['nodes']]}" for one in found["violations"]]


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("lang", ["de", "en"])
def test_axe_finds_nothing(visit: Visit, lang: str, scheme: str) -> None:
    dark = "<style>:root { color-scheme: light dark }</style>"
    host = visit(lang=lang, head=dark, before="<h1>Seite</h1>", browser_options={"color_scheme": scheme}).answered()
    host.choose({"de": "Einkauf", "en": "Procurement"}[lang])
    host.guide.get_by_role("searchbox").fill("Mars moon")
    host.page.keyboard.press("Enter")
    host.guide.locator(".result article").first.wait_for()
    host.guide.locator("summary").first.click()
    host.page.wait_for_timeout(500)
    background = host.guide.locator(".panel").evaluate("(panel) => getComputedStyle(panel).backgroundColor")
    assert background == {"light": "rgb(255, 255, 255)", "dark": "rgb(20, 28, 37)"}[scheme]
    assert axe_violations(host) == []


def test_the_theme_attribute_and_the_variables_win(visit: Visit) -> None:
    host = visit(theme="dark", head="<style>lotse-guide { --lotse-ink: rgb(1, 2, 3) }</style>").answered()
    look = host.guide.locator(".panel").evaluate("(panel) => [getComputedStyle(panel).backgroundColor, getComputedStyle(panel).color]")
    assert look == ["rgb(20, 28, 37)", "rgb(1, 2, 3)"]


def test_parts_can_be_styled_from_the_page(visit: Visit) -> None:
    host = visit(head="<style>lotse-guide::part(ask) { display: none } lotse-guide::part(main) { color: red }</style>").answered()
    assert not host.guide.get_by_role("searchbox").is_visible()


def test_everything_is_reached_and_used_by_keyboard(visit: Visit, service: StandInService) -> None:
    host = visit(inside="").answered()
    press, focused = host.page.keyboard.press, "document.querySelector('lotse-guide').shadowRoot.activeElement?.outerHTML ?? ''"
    press("Tab")
    assert 'type="radio"' in host.page.evaluate(focused)
    with host.page.expect_response("**/v1/recommendations"):
        press("ArrowDown")
    host.guide.locator(".notice b").wait_for()
    assert 'type="radio"' in host.page.evaluate(focused), "the focus survives the new answer"
    seen = []
    for _ in range(30):
        press("Tab")
        seen.append(host.page.evaluate(focused))
    for wanted in ("Zurücksetzen", "https://www.example.com", "Warum das?", 'type="search"', "Fragen", "Wer hilft nachts"):
        assert any(wanted in node for node in seen), wanted


def test_one_polite_live_region_tells_what_changed(visit: Visit) -> None:
    host = visit().answered()
    regions = host.guide.locator("[role=status], [aria-live], [role=alert]")
    assert regions.count() == 1
    host.choose("Einkauf")
    assert regions.inner_text() == "5 Beiträge. Sortiert für: Einkauf."


def test_reduced_motion_moves_nothing(visit: Visit) -> None:
    host = visit(browser_options={"reduced_motion": "reduce"}).answered()
    host.choose("Einkauf")
    assert host.guide.locator(".main .card").evaluate("(card) => card.getAnimations().length") == 0


@pytest.mark.parametrize("css", ["", "main { display: flex }", "main { display: grid }", "lotse-guide { float: left }"])
@pytest.mark.parametrize("width", [280, 390])
def test_on_a_phone_nothing_is_cut_off_and_targets_are_large_enough(visit: Visit, width: int, css: str) -> None:
    meta = f'<meta name="viewport" content="width=device-width"><style>{css}</style>'
    host = visit(head=meta, browser_options={**PHONE, "viewport": {"width": width, "height": 844}}).answered()
    host.choose("Produktion & Bereichsleitung")
    assert host.page.evaluate("document.documentElement.scrollWidth") <= width
    heights = host.guide.locator("button:visible, .chip, summary, input[type=search]").evaluate_all(
        "(nodes) => nodes.map((node) => node.getBoundingClientRect().height)"
    )
    assert heights
    assert min(heights) >= 24


@pytest.fixture
def demo(site: Site, service: StandInService) -> str:
    """The demo pages as the service renders them, under the policy it would send; the address of the folder."""
    environment = Environment(autoescape=True, undefined=StrictUndefined)
    policy = {"Content-Security-Policy": f"default-src 'none'; script-src 'self'; style-src 'self'; connect-src {service.url}"}
    for page in DEMO.glob("*.html"):
        template = environment.from_string(page.read_text(encoding="utf-8"))
        html = template.render(api=service.url, key="pk_demo", widget="/lotse.js", sri="", assets=".", foreign=False)
        site.put(f"/demo/{page.name}", html.replace("<lotse-guide ", '<lotse-guide timeout="15000" '), **policy)
    site.put("/demo/demo.css", Path(DEMO / "demo.css").read_text(encoding="utf-8"))
    return f"{site.url}/demo/"


@pytest.mark.parametrize("size", [(1280, 900), (390, 844)])
@pytest.mark.parametrize(("name", "role"), [("index.html", "Einkauf"), ("en.html", "Procurement")])
def test_the_demo_pages_work_without_shift_and_pass_axe(visit: Visit, demo: str, name: str, role: str, size: tuple[int, int]) -> None:
    host = visit(browser_options={"viewport": {"width": size[0], "height": size[1]}})
    host.page.goto(demo + name)
    guide = host.page.locator(".beneath lotse-guide")
    guide.locator("article").first.wait_for()
    host.page.locator(".beside lotse-guide article").first.wait_for()
    assert host.shift() < 0.001
    assert host.page.evaluate("document.documentElement.scrollWidth") <= size[0]
    guide.get_by_text(role, exact=True).first.click()
    guide.locator(".notice b", has_text=role).wait_for()
    host.page.wait_for_timeout(500)
    assert axe_violations(host) == []
    assert not host.errors
