"""One error body (RFC 9457): what happened, where, what to do next; never anything internal."""

from __future__ import annotations

import json
import logging
from collections.abc import Mapping, Sequence
from http import HTTPStatus

from flask import Flask, Response
from werkzeug.exceptions import HTTPException

from engine.errors import LotseError

MEDIA_TYPE = "application/problem+json"
_log = logging.getLogger("lotse.web")
_FIXES = {
    400: "Send one JSON object in UTF-8, without duplicate keys, NaN or Infinity.",
    404: "See /docs for the addresses that exist.",
    405: "See the Allow header of this answer for the methods of this address.",
    413: "Send less at once; /docs names the limits.",
    415: "Send JSON as application/json or text/plain, uncompressed.",
}


class Problem(LotseError):
    """An error that knows its HTTP status.

    Args:
        errors: one mapping a wrong field, with `pointer` (RFC 6901, or the parameter's name) and `detail`.
        headers: of the answer, such as Retry-After.
    """

    def __init__(
        self, status: int, code: str, what: str, *, where: str = "", fix: str = "",
        errors: Sequence[Mapping[str, str]] = (), headers: Mapping[str, str] | None = None,
    ) -> None:
        super().__init__(what, where=where, fix=fix)
        self.status, self.code = status, code
        self.errors, self.headers = errors, headers or {}


def unavailable(what: str, fix: str, *, seconds: int = 5) -> Problem:
    """503 that says when to come again."""
    return Problem(503, "unavailable", what, fix=fix, headers={"Retry-After": str(seconds)})


def as_response(error: LotseError) -> Response:
    """The problem document of an expected error."""
    status = error.status
    body: dict[str, object] = {
        "type": f"/docs#problem-{error.code}", "title": HTTPStatus(status).phrase, "status": status, "code": error.code,
        "detail": error.what,
    }
    if error.where and status < 500:  # beyond that it may be a path of this machine
        body["where"] = error.where
    if error.fix:
        body["fix"] = error.fix
    headers: Mapping[str, str] = {"Retry-After": "5"} if status == 503 else {}
    if isinstance(error, Problem):
        headers = error.headers
        if error.errors:
            body["errors"] = [dict(one) for one in error.errors]
    response = Response(json.dumps(body, ensure_ascii=False), status=status, mimetype=MEDIA_TYPE)
    response.headers.update(headers)
    response.headers["Cache-Control"] = "no-store"
    return response


def register(app: Flask) -> None:
    """Every error of the app becomes a problem document."""
    app.register_error_handler(LotseError, _expected)
    app.register_error_handler(HTTPException, _http)
    app.register_error_handler(Exception, _unexpected)


def _expected(error: LotseError) -> Response:
    if error.status >= 500:
        _log.error("%s", error)
    return as_response(error)


def _http(error: HTTPException) -> Response:
    status = error.code or 500
    if status < 400:  # a redirect to the address with or without the slash
        return Response(error.get_body(), status=status, headers=error.get_headers())
    phrase = HTTPStatus(status).phrase
    code = phrase.lower().replace(" ", "-")
    response = as_response(Problem(status, code, error.description or phrase, fix=_FIXES.get(status, "")))
    for name, value in error.get_headers():
        if name in {"Allow", "Retry-After"}:
            response.headers[name] = value
    return response


def _unexpected(error: Exception) -> Response:
    _log.error("unexpected error", exc_info=error)
    return as_response(Problem(500, "error", "Something went wrong on our side; it has been logged.",
                               fix="Try again; if it stays, tell the operator the time of this answer."))
