"""create_app(): settings -> engine -> blueprints. Nothing else."""

from __future__ import annotations

from flask import Flask

from engine.assembly import Assembly
from engine.settings import Settings
from engine.web.application import build


def create_app(settings: Settings | None = None) -> Flask:
    """The WSGI application; settings come from the environment unless given."""
    settings = settings or Settings.load()
    return build(settings, Assembly(settings))
