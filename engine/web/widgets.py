"""/widgets/ and /demo/: the widget's file for other people's pages, and our own pages that show it at work."""

from __future__ import annotations

import hashlib
from functools import lru_cache
from pathlib import Path

from flask import Blueprint, Response, redirect, request
from jinja2 import Environment, FileSystemLoader, select_autoescape
from werkzeug.security import safe_join

from engine import clock
from engine.errors import LotseError, NotFound
from engine.web.security import page_policy
from engine.web.services import current

FOLDER = Path(__file__).resolve().parents[2] / "widgets"
DEMO_KEY = "demo-key"
_TYPES = {".js": "text/javascript; charset=utf-8", ".css": "text/css; charset=utf-8", ".svg": "image/svg+xml",
          ".png": "image/png", ".webp": "image/webp", ".ico": "image/x-icon", ".json": "application/json"}
_SHIPPED = {".js", ".css", ".json"}
# The document of the sample library that each page shows: with another library there is nothing to choose inside it.
_PAPERS = {"index.html": "wissen/endverpackung-automatisieren.md", "en.html": "en/insights/automating-end-of-line.md"}

blueprint = Blueprint("widgets", __name__)


@blueprint.get("/")
def home() -> Response:
    """Where a newcomer lands."""
    return redirect("/demo/", 302)  # type: ignore[return-value]


@blueprint.get("/demo/")
@blueprint.get("/demo/<name>")
def demo(name: str = "index.html") -> Response:
    """A demo page with the demo key filled in, or a file of it."""
    path = _file(FOLDER / "demo", name, {*_TYPES, ".html"})
    if path.suffix != ".html":
        return _static(path, "no-cache")
    api = current().settings.public_url.rstrip("/") or request.host_url.rstrip("/")
    policy = page_policy(script=f"'self' {api}", connect=f"'self' {api}")
    page = _environment().get_template(name).render(api=api, key=_demo_key(), assets="", widget="", sri="",
                                                      foreign=_is_foreign(name))
    response = Response(page, mimetype="text/html")
    response.headers["Content-Security-Policy"] = policy
    response.headers["Cache-Control"] = "no-store"
    response.headers["Referrer-Policy"] = "strict-origin-when-cross-origin"
    return response


@blueprint.get("/widgets/<name>")
def widget(name: str) -> Response:
    """A shipped file, for any page; with ?v=<first characters of its SHA-256> it may be kept for a year."""
    path = _file(FOLDER, name, _SHIPPED)
    version = request.args.get("v", "")
    lasting = len(version) >= 8 and _digest(path, path.stat().st_mtime_ns).startswith(version)
    response = _static(path, "public, max-age=31536000, immutable" if lasting else
                       "public, max-age=3600, stale-while-revalidate=86400")
    response.headers["Access-Control-Allow-Origin"] = "*"
    response.headers["Cross-Origin-Resource-Policy"] = "cross-origin"
    response.headers["Timing-Allow-Origin"] = "*"
    return response


def _static(path: Path, cache: str) -> Response:
    response = Response(path.read_bytes(), content_type=_TYPES[path.suffix])
    response.headers["Cache-Control"] = cache
    response.set_etag(_digest(path, path.stat().st_mtime_ns)[:32])
    return response.make_conditional(request)  # type: ignore[return-value]


def _file(folder: Path, name: str, suffixes: set[str]) -> Path:
    joined = safe_join(str(folder), name)
    path = Path(joined) if joined else folder
    if path.suffix not in suffixes or not path.is_file() or path.name.startswith("."):
        raise NotFound("There is no such file.", where=name[:200],
                       fix="The demo is at /demo/, the widget at /widgets/lotse.js.")
    return path


@lru_cache(maxsize=64)
def _digest(path: Path, changed: int) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


@lru_cache(maxsize=1)
def _environment() -> Environment:
    return Environment(loader=FileSystemLoader(FOLDER / "demo"), autoescape=select_autoescape(default=True))


def _is_foreign(name: str) -> bool:
    """Whether the library served is not the sample that the page speaks of."""
    try:
        return name in _PAPERS and not current().release().shown(_PAPERS[name], clock.today())
    except LotseError:  # no release yet
        return False


def _demo_key() -> str:
    try:
        return (current().settings.var / DEMO_KEY).read_text("utf-8").strip()
    except OSError:
        return ""
