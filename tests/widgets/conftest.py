"""A real Chromium, a host page's site and a stand-in service on a foreign origin."""

from __future__ import annotations

import os
import re
import shutil
import signal
import subprocess
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

from engine.retrieval.shelf import Shelf
from engine.settings import Settings
from tests.ports import free_port
from tests.widgets.stand_in import Site, StandInService

ROOT = Path(__file__).resolve().parents[2]
WIDGET = ROOT / "widgets" / "lotse.js"
CHROMIUM = os.environ.get("CHROMIUM", shutil.which("chromium") or "/usr/bin/chromium")
FLAGS = ["--headless=new", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
         "--disable-background-networking", "--disable-component-update", "--disable-sync"]  # fmt: skip

# The shipped widget keeps its shadow root closed; the tests look inside by opening it from outside.
OPEN_SHADOW = """const attach = Element.prototype.attachShadow;
Element.prototype.attachShadow = function (options) { return attach.call(this, { ...options, mode: 'open' }); };"""
WATCH_SHIFTS = """window.shifts = [];
new PerformanceObserver((list) => list.getEntries().forEach((entry) => window.shifts.push(entry.value)))
  .observe({ type: 'layout-shift', buffered: true });"""
LINKS = '<ul><li><a href="/wissen">Unser Wissen</a></li><li><a href="/kontakt">Kontakt</a></li></ul>'


@dataclass
class Host:
    """An open host page with the widget in it."""

    page: Page
    errors: list[str]

    @property
    def guide(self) -> Any:
        return self.page.locator("lotse-guide")

    def answered(self) -> Host:
        """Wait until the widget shows an answer."""
        self.guide.locator("article").first.wait_for(timeout=20000)
        return self

    def titles(self) -> list[str]:
        """Titles of the recommended items, in the order shown."""
        return [str(title) for title in self.guide.locator(".lists h4").all_inner_texts()]

    def snippet(self) -> str:
        """The main snippet."""
        return str(self.guide.locator(".main .snippet").inner_text())

    def choose(self, label: str) -> None:
        """Click a role and wait for its answer."""
        with self.page.expect_response("**/v1/recommendations"):
            self.guide.get_by_text(label, exact=True).first.click()
        self.page.wait_for_timeout(100)

    def shift(self) -> float:
        """Sum of all layout shifts so far, those after input included."""
        return float(self.page.evaluate("window.shifts.reduce((sum, one) => sum + one, 0)"))


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Debian's Chromium, driven by Playwright."""
    if not Path(CHROMIUM).exists():
        pytest.fail(f"no Chromium at {CHROMIUM}: install the package chromium, or name it in CHROMIUM")
    with sync_playwright() as driver:
        chromium = driver.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield chromium
        chromium.close()


@pytest.fixture(scope="session")
def _service() -> Iterator[StandInService]:
    server = StandInService()
    yield server
    server.close()


@pytest.fixture
def service(_service: StandInService) -> StandInService:
    """The stand-in service, answering normally and with an empty ledger."""
    _service.reset()
    return _service


@pytest.fixture(scope="session")
def site() -> Iterator[Site]:
    """The operator's site; serves the shipped widget at /lotse.js."""
    server = Site()
    server.put("/lotse.js", WIDGET.read_text(encoding="utf-8"))
    yield server
    server.close()


Visit = Callable[..., Host]


@pytest.fixture
def visit(browser: Browser, site: Site, service: StandInService) -> Iterator[Visit]:
    """Open a host page with one guide; keyword arguments set its attributes, the page around it and the browser."""
    contexts = []

    def open_page(
        *, lang: str = "de", before: str = "", after: str = "<p>Danach</p>", inside: str = LINKS, head: str = "",
        script: str = '<script type="module" src="/lotse.js"></script>', headers: dict[str, str] | None = None,
        browser_options: dict[str, Any] | None = None, init: str = "", path: str = "/page.html", opened: bool = True,
        **attributes: str,
    ) -> Host:  # fmt: skip
        # a busy machine must not look like a slow service: only the tests of the budget use the default of 1500 ms
        given = {"api": service.url, "key": "pk_test", "document": "wissen/endverpackung.md", "timeout": "15000", **attributes}
        tag = " ".join(f'{name.replace("_", "-")}="{value}"' for name, value in given.items())
        address = site.put(
            path,
            f'<!doctype html><html lang="{lang}"><head><title>Seite</title><link rel="icon" href="data:,">{head}{script}</head>'
            f"<body><main>{before}<lotse-guide {tag}>{inside}</lotse-guide>{after}</main></body></html>",
            **(headers or {}),
        )
        context = browser.new_context(**{"viewport": {"width": 1000, "height": 800}, **(browser_options or {})})
        contexts.append(context)
        page = context.new_page()
        errors: list[str] = []
        page.on("pageerror", lambda error: errors.append(str(error)))
        page.add_init_script((OPEN_SHADOW if opened else "") + WATCH_SHIFTS + init)
        if len(contexts) == 1:
            service.calls.clear()  # events that outlived the page of the test before
        page.goto(address)
        return Host(page, errors)

    yield open_page
    for context in contexts:
        context.close()


@dataclass(frozen=True)
class LiveService:
    """The real service as `scripts/run` starts it."""

    url: str
    key: str


@pytest.fixture(scope="session")
def live_service(fresh_settings: Callable[[], Settings], sample_shelf: Shelf) -> Iterator[LiveService]:
    """Start the real service on a free port with state of its own; its demo key is read from what it prints.

    The sample library's release is there already, so nothing is embedded twice.
    """
    port, state = free_port(), fresh_settings().var
    shutil.copytree(sample_shelf.root, state / "releases")
    process = subprocess.Popen(
        [str(ROOT / "scripts" / "run"), "--port", str(port)], cwd=ROOT, env={**os.environ, "LOTSE_VAR": str(state)},
        stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
    )  # fmt: skip
    try:
        key = None
        for line in process.stdout or ():
            if key := re.search(r"\bpk_[\w-]+", line):
                break
        assert key, f"scripts/run ended with {process.wait()} before it printed a demo key"
        yield LiveService(f"http://127.0.0.1:{port}", key[0])
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(timeout=30)
