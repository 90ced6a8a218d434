"""/health/live, /health/ready and /metrics: for those who keep the service running."""

from __future__ import annotations

from flask import Blueprint, Response, jsonify

from engine.errors import LotseError
from engine.web.problems import Problem
from engine.web.services import current

blueprint = Blueprint("health", __name__)


@blueprint.get("/health/live")
def live() -> Response:
    """The process answers."""
    return jsonify(status="live")


@blueprint.get("/health/ready")
def ready() -> Response:
    """A release is served; 503 with the reason when not. `degraded` names what is missing for full answers."""
    services = current()
    try:
        release = services.release()
    except LotseError as error:
        raise Problem(503, "not-ready", error.what, fix=error.fix, headers={"Retry-After": "5"}) from error
    degraded = []
    try:
        problem = services.engine().current.problem
        if problem:
            degraded.append("A newer release cannot be served; this is the one before.")
    except LotseError as error:
        degraded.append(error.what)
    return jsonify(status="ready", release=release.id, documents=len(release.documents),
                   passages=len(release.passages), degraded=degraded)


@blueprint.get("/metrics")
def metrics() -> Response:
    """Prometheus text."""
    services = current()

    def release() -> str:
        try:
            return services.release().id
        except LotseError:
            return ""

    return Response(services.metrics.text(release), content_type="text/plain; version=0.0.4; charset=utf-8")
