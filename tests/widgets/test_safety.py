"""Strict pages and hostile content: CSP, Trusted Types, SRI, text that wants to be markup, links that want to be code."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest

from tests.widgets.conftest import ROOT, WIDGET, Host, Visit
from tests.widgets.stand_in import Site, StandInService
from widgets.build import integrity

SCRIPTS = [
    "<script>window.fired=1</script>", "<img src=x onerror=window.fired=1>", "<svg/onload=window.fired=1>",
    "\"><iframe srcdoc='<script>parent.fired=1</script>'>", "'-alert(1)-'", "{{constructor.constructor('window.fired=1')()}}",
    "<details open ontoggle=window.fired=1>", "</style><img src=x onerror=window.fired=1>", "<a href=javascript:window.fired=1>x</a>",
    "<math><mtext><table><mglyph><style><img src=x onerror=window.fired=1>", "javascript:window.fired=1", "`${window.fired=1}`",
]  # fmt: skip
BAD_URLS = [
    "javascript:window.fired=1", "JaVaScRiPt:window.fired=1", " javascript:window.fired=1", "java\tscript:window.fired=1",
    "java\nscript:window.fired=1", "\x01javascript:window.fired=1", "data:text/html,<script>1</script>", "vbscript:msgbox(1)",
    "blob:https://x/1", "file:///etc/passwd", "ftp://x/y", "about:blank", "view-source:https://x", "javascript://%0awindow.fired=1",
    "http://[broken", "",
]  # fmt: skip
GOOD_URLS = ["https://www.example.com/a#:~:text=b", "http://www.example.com/", "mailto:a@example.com"]


def spread(value: Any, put: str) -> Any:
    """The same answer with every string that is shown replaced."""
    if isinstance(value, dict):
        return {key: (text if key in ("slot", "id", "source", "answer") else spread(text, put)) for key, text in value.items()}
    if isinstance(value, list):
        return [spread(one, put) for one in value]
    return put if isinstance(value, str) else value


@pytest.mark.parametrize("script", SCRIPTS)
def test_markup_in_any_field_is_shown_as_text(visit: Visit, service: StandInService, script: str) -> None:
    service.change = lambda body: spread(body, script)
    host = visit().answered()
    assert host.snippet() == " ".join(script.split())
    host.guide.get_by_label("Fragen Sie unsere Bibliothek").fill(script)
    host.page.keyboard.press("Enter")
    host.guide.locator(".result article").first.wait_for()
    host.page.wait_for_timeout(200)
    assert host.page.evaluate("window.fired") is None
    assert host.page.evaluate(FOREIGN_ELEMENTS) == []
    assert not host.errors


FOREIGN_ELEMENTS = """[...document.querySelector('lotse-guide').shadowRoot.querySelectorAll(
  'script, img, svg, iframe, style, math, object, embed, [onerror], [onload], [style]')].map((node) => node.outerHTML)"""


def test_the_same_strings_fire_when_inserted_as_markup(visit: Visit) -> None:
    """The control: these strings are live ammunition, so that silence above means safety."""
    host = visit()
    fired = 0
    for script in SCRIPTS:
        host.page.evaluate("(markup) => { window.fired = null; document.body.insertAdjacentHTML('beforeend', markup) }", script)
        host.page.wait_for_timeout(150)
        fired += host.page.evaluate("window.fired") == 1
    assert fired >= 4


@pytest.mark.parametrize("url", BAD_URLS)
def test_only_web_and_mail_addresses_become_links(visit: Visit, service: StandInService, url: str) -> None:
    def change(body: dict[str, Any]) -> dict[str, Any]:
        for item in body.get("items", []):
            item["url"] = url
        return body

    service.change = change
    host = visit(contact=url.replace("\x01", "").replace('"', "")).answered()
    assert host.guide.locator(".lists a").count() == 0
    assert host.titles()  # the item itself stays


@pytest.mark.parametrize("url", GOOD_URLS)
def test_good_addresses_are_linked_unchanged(visit: Visit, service: StandInService, url: str) -> None:
    service.change = lambda body: {**body, "items": [{**one, "url": url} for one in body["items"]]}
    host = visit().answered()
    assert host.guide.locator(".main a").get_attribute("href") == url


def strict(service: StandInService, script: str) -> dict[str, str]:
    """The strictest policy an operator can set on a page with the widget."""
    return {"Content-Security-Policy": f"default-src 'none'; img-src data:; script-src {script}; connect-src {service.url}; "
            "require-trusted-types-for 'script'; trusted-types 'none'; base-uri 'none'; form-action 'none'"}  # fmt: skip


def works(host: Host) -> None:
    """The widget works in full, styles included, and the browser reported no violation."""
    host.answered()
    host.choose("Einkauf")
    assert "Formatsatz" in host.snippet()
    assert host.guide.locator(".main .card").evaluate("(card) => getComputedStyle(card).borderInlineStartWidth") == "4px"
    assert host.page.evaluate("window.violations") == []
    assert not host.errors


RECORD = "window.violations = []; addEventListener('securitypolicyviolation', (event) => violations.push(event.violatedDirective));"


def test_it_works_under_a_strict_policy_with_a_nonce(visit: Visit, service: StandInService) -> None:
    works(visit(headers=strict(service, "'nonce-r4nd0m'"), init=RECORD,
                script='<script type="module" nonce="r4nd0m" src="/lotse.js"></script>'))  # fmt: skip


def test_it_works_under_a_strict_policy_with_sri(visit: Visit, service: StandInService) -> None:
    hashed = integrity(WIDGET.read_bytes())
    script = f'<script type="module" src="/lotse.js" integrity="{hashed}" crossorigin="anonymous"></script>'
    works(visit(headers=strict(service, f"'self' '{hashed}'"), init=RECORD, script=script))


def test_a_changed_byte_is_refused_by_sri(visit: Visit, site: Site) -> None:
    site.put("/changed.js", WIDGET.read_text(encoding="utf-8") + " ")
    hashed = integrity(WIDGET.read_bytes())
    host = visit(script=f'<script type="module" src="/changed.js" integrity="{hashed}"></script>')
    host.page.wait_for_timeout(500)
    assert host.page.evaluate("customElements.get('lotse-guide')") is None
    assert host.page.get_by_role("link", name="Unser Wissen").is_visible()


def test_it_talks_only_to_the_configured_service(visit: Visit, service: StandInService, site: Site) -> None:
    host = visit().answered()
    urls = host.page.evaluate("performance.getEntriesByType('resource').map((entry) => entry.name)")
    assert {re.match(r"https?://[^/]+", url)[0] for url in urls} <= {service.url, site.url}  # type: ignore[index]


def test_the_shadow_root_is_closed_and_no_global_is_left(visit: Visit) -> None:
    names = "window.before = new Set(Object.getOwnPropertyNames(window));"
    host = visit(opened=False, init=names)
    host.page.wait_for_timeout(500)
    assert host.page.evaluate("document.querySelector('lotse-guide').shadowRoot") is None
    new = host.page.evaluate("Object.getOwnPropertyNames(window).filter((name) => !before.has(name))")
    assert set(new) <= {"before", "shifts", "0"}


@pytest.mark.parametrize("word", ["innerHTML", "outerHTML", "insertAdjacentHTML", "document.write", "eval(", "Function(",
                                  "DOMParser", "setHTML", "createContextualFragment", "import(", "document.cookie", ".cssText"])  # fmt: skip
def test_the_source_never_parses_markup_or_code(word: str) -> None:
    sources = [WIDGET, *sorted((ROOT / "widgets" / "src").glob("*.js"))]
    assert len(sources) > 5
    assert not [path.name for path in sources if word in path.read_text(encoding="utf-8")]


RESETS = ["* { all: unset }", "* { all: initial !important }", "* { display: flex; float: left; position: relative }",
          "lotse-guide, lotse-guide * { font-size: 40px; color: red; text-transform: uppercase; letter-spacing: 1em }"]  # fmt: skip


@pytest.mark.parametrize("css", RESETS)
def test_a_style_reset_of_the_page_does_not_disfigure_it(visit: Visit, css: str) -> None:
    host = visit(head=f"<style>{css}</style>").answered()
    more = host.guide.get_by_role("button", name="Mehr anzeigen")
    if more.is_visible():
        more.click()
    box = host.guide.locator(".main .card").bounding_box()
    assert box["width"] > 200
    assert box["height"] > 60
    style = host.guide.locator(".main .card").evaluate(
        "(card) => { const s = getComputedStyle(card); return [s.display, s.borderInlineStartWidth, s.textTransform, s.letterSpacing, s.fontSize] }"
    )
    assert style == ["flex", "4px", "none", "normal", "16px"]


def test_clobbered_ids_and_a_second_definition_do_no_harm(visit: Visit) -> None:
    clobber = '<form id="attributes"><input name="fetch"></form><a id="location"></a><img name="crypto"><form name="customElements"></form>'
    host = visit(before=clobber, script='<script type="module" src="/lotse.js"></script><script type="module" src="/lotse.js?2"></script>')
    host.answered()
    assert not host.errors


def test_an_answer_of_wrong_types_is_survived(visit: Visit, service: StandInService) -> None:
    odd = {"items": [None, 7, "x", {}, {"title": ["a"], "url": {}, "snippet": 5, "reasons": "no"}, {"title": "Gut", "slot": "../x"}],
           "roles": [None, {"id": 5}, "x"], "questions": {"a": 1}, "visitor": {"role": "x"}, "decision": 9}  # fmt: skip
    service.change = lambda body: json.loads(json.dumps(odd))
    host = visit().answered()
    assert host.titles() == ["Gut"]
    assert not host.errors
