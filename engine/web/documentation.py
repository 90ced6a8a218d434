"""/openapi.json and /docs: the API for programs and for people, from one source; works offline."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response, jsonify, render_template, request

from engine.web.api.endpoint import Operation
from engine.web.api.openapi import document
from engine.web.problem_codes import CODES
from engine.web.security import page_policy
from engine.web.services import current

VERSION = "1.0.0"


def blueprint(operations: list[Operation]) -> Blueprint:
    """Pages about these operations."""
    pages = Blueprint("documentation", __name__)

    def _document() -> dict[str, Any]:
        server = current().settings.public_url.rstrip("/") or request.host_url.rstrip("/")
        return document(operations, server, VERSION)

    @pages.get("/openapi.json")
    def openapi() -> Response:
        response = jsonify(_document())
        response.headers["Access-Control-Allow-Origin"] = "*"
        response.headers["Cache-Control"] = "no-cache"
        return response

    @pages.get("/docs")
    def docs() -> Response:
        spec = _document()
        policy = page_policy()
        page = render_template("docs.html", spec=spec, schemas=spec["components"]["schemas"],
                               settings=current().settings, problems=CODES)
        response = Response(page, mimetype="text/html")
        response.headers["Content-Security-Policy"] = policy
        return response

    return pages
