"""Counts and times every request, by route only: no address, no query, no key."""

from __future__ import annotations

from flask import Flask, Response, g, request

from engine import clock
from engine.web.services import current


def register(app: Flask) -> None:
    """Around every request."""

    @app.before_request
    def begin() -> None:
        g.began = clock.monotonic()

    @app.after_request
    def end(response: Response) -> Response:
        route = request.url_rule.rule if request.url_rule else "none"
        metrics = current().metrics
        metrics.requests.labels(route, request.method if request.url_rule else "any", str(response.status_code)).inc()
        metrics.seconds.labels(route).observe(clock.monotonic() - g.get("began", clock.monotonic()))
        return response
