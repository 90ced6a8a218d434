"""The Flask app around an assembled engine: services, blueprints, error handlers, headers."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from flask import Flask
from werkzeug.middleware.proxy_fix import ProxyFix

from engine.assembly import Assembly
from engine.errors import StoreError
from engine.events.room import open_room
from engine.learning.running import assigner
from engine.settings import Settings
from engine.store import budget
from engine.store.breaker import Breaker
from engine.store.connect import connect
from engine.store.counters import SharedCounters
from engine.store.keys import KeyStore
from engine.store.secret import instance_secret
from engine.web import documentation, health, origins, problems, security, watching, widgets
from engine.web.access import KeyRing
from engine.web.api import ask, events, library, recommendations, reports, roles, snippets, visitors
from engine.web.metrics import Metrics
from engine.web.rate import RateLimit
from engine.web.services import Services

_ENDPOINTS = (recommendations.endpoints, ask.endpoints, events.endpoints, snippets.endpoints, roles.endpoints,
              visitors.endpoints, library.endpoints, reports.endpoints)


def build(settings: Settings, parts: Assembly) -> Flask:
    """The app, with model and release loaded: a process that takes requests answers the first as fast as the last."""
    app = Flask("engine.web")
    app.json.sort_keys = False  # type: ignore[attr-defined]
    app.extensions["lotse"] = made = services(settings, parts)
    made.warm()
    if settings.trusted_proxies:
        hops = settings.trusted_proxies
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=hops, x_proto=hops, x_host=hops)  # type: ignore[method-assign]
    app.wsgi_app = _bounded(app.wsgi_app, settings.redis_timeout_ms / 1000)  # type: ignore[method-assign]
    for room in (problems, watching, origins, security):
        room.register(app)
    for endpoints in _ENDPOINTS:
        app.register_blueprint(endpoints.blueprint)
    operations = [operation for endpoints in _ENDPOINTS for operation in endpoints.operations]
    for blueprint in (health.blueprint, widgets.blueprint, documentation.blueprint(operations)):
        app.register_blueprint(blueprint)
    return app


def _bounded(app: Any, seconds: float) -> Any:
    """Every request has one budget for whatever it asks of the store."""

    def call(environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        with budget.within(seconds):
            answer: Iterable[bytes] = app(environ, start_response)
            return answer

    return call


def services(settings: Settings, parts: Assembly) -> Services:
    """What all endpoints share."""
    try:
        secret = instance_secret(settings.var)
    except OSError as error:
        raise StoreError(f"The state folder cannot be written: {error.strerror}.", where=str(settings.var),
                         fix="Give LOTSE_VAR a folder that this user may write.") from error
    shared = SharedCounters(connect(settings), Breaker())
    made = Services(
        settings=settings, parts=parts, keys=KeyRing(KeyStore(settings.var / "keys.db")),
        rate=RateLimit(settings, secret, shared), metrics=Metrics(),
        room=open_room(settings, lambda text: made.holds(text), frozenset(parts.taxonomy.roles)),
        assign=assigner(settings).assign,
    )
    return made
