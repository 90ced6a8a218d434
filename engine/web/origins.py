"""Which web origins may use a key, and the CORS headers that tell the browser so."""

from __future__ import annotations

from urllib.parse import urlsplit

from flask import Flask, Request, Response, g, request

from engine.errors import StoreError
from engine.store.keys import Key
from engine.store.origins import allowed, well_formed
from engine.web.problems import Problem
from engine.web.services import current

_ALLOWED_HEADERS = "Authorization, Content-Type, X-Lotse-Key, X-Lotse-Visitor"
_METHODS = ("GET", "POST", "DELETE")


def own(req: Request) -> str:
    """The origin of this service as the browser sees it."""
    public = current().settings.public_url
    if public:
        parts = urlsplit(public)
        return f"{parts.scheme}://{parts.netloc}".lower()
    return f"{req.scheme}://{req.host}".lower()


def require(key: Key) -> None:
    """Refuse a page that the key is not meant for; calls without an Origin header come from no page.

    Raises:
        Problem: 403.
    """
    origin = request.headers.get("Origin")
    if origin is None or origin == own(request) or allowed(origin, key.origins):
        return
    raise Problem(403, "origin", f"Pages of {origin[:200]} may not use this key.", where="Origin",
                  fix=f"Make a key for them: python -m engine keys create --kind public --origins {origin[:200]}"
                  if well_formed(origin) else "Open the page from a web server, not from a file or sandbox.")


def register(app: Flask) -> None:
    """Answer preflights and add CORS headers to everything under /v1/."""

    @app.before_request
    def preflight() -> Response | None:
        if request.method != "OPTIONS" or not request.path.startswith("/v1/") or request.url_rule is None:
            return None
        response = Response(status=204)
        if _readable():
            # of the address, not of the one rule that answers OPTIONS: reading and erasing share theirs
            adapter = app.create_url_adapter(request)
            methods = sorted(set(adapter.allowed_methods() if adapter else ()) & set(_METHODS))
            response.headers["Access-Control-Allow-Methods"] = ", ".join(methods)
            response.headers["Access-Control-Allow-Headers"] = _ALLOWED_HEADERS
            response.headers["Access-Control-Max-Age"] = "7200"
        return response

    @app.after_request
    def share(response: Response) -> Response:
        if request.path.startswith("/v1/"):
            response.vary.update(["Origin", "Authorization", "X-Lotse-Key", "X-Lotse-Visitor"])
            if _readable():
                response.headers["Access-Control-Allow-Origin"] = request.headers["Origin"]
                response.headers["Access-Control-Expose-Headers"] = "Retry-After"
        return response


def _readable() -> bool:
    """Whether the page that called may read the answer."""
    origin = request.headers.get("Origin")
    if origin is None:
        return False
    key: Key | None = g.get("key")
    try:
        return allowed(origin, key.origins if key else current().keys.origins())
    except StoreError:
        return False
