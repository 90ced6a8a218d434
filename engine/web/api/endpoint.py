"""How an endpoint is written down: one decorator routes, admits, validates and documents."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal, TypeVar
from urllib.parse import unquote_to_bytes

from flask import Blueprint, Response, g, request
from pydantic import BaseModel, ValidationError

from engine.store.keys import Key
from engine.web import access, origins
from engine.web.api.schemas.base import Given
from engine.web.bodies import json_object
from engine.web.problems import Problem
from engine.web.services import Services, current

G = TypeVar("G", bound=Given)
Method = Literal["GET", "POST", "DELETE"]
PERSONAL = "private, no-store"


@dataclass(frozen=True)
class Operation:
    """One row of the API; the OpenAPI document is made of these.

    Attributes:
        given: model of the body (POST) or of the query string (GET, DELETE). reply: model of the answer, None for
            another `media` type. also: further media types of the answer, as text. limit: setting that bounds the
            body. scope: what the key must hold; "" = no key is needed, the visitor token is the proof.
    """

    method: Method
    path: str
    name: str
    summary: str
    given: type[Given]
    reply: type[BaseModel] | None
    scope: str
    media: str = "application/json"
    also: tuple[str, ...] = ()
    limit: str = "max_body_bytes"
    cache: str = PERSONAL
    statuses: tuple[int, ...] = ()

    @property
    def in_body(self) -> bool:
        """Whether the clues travel as JSON."""
        return self.method == "POST"


@dataclass(frozen=True)
class Call:
    """What a view gets besides the validated request."""

    services: Services
    key: Key


_NO_KEY = Key(id="", kind="none", scopes=(), origins=(), label="", created=datetime.min)
View = Callable[[Call, G], BaseModel | Response]


class Endpoints:
    """A blueprint that remembers its operations."""

    def __init__(self, name: str) -> None:
        self.blueprint = Blueprint(name, __name__)
        self.operations: list[Operation] = []

    def add(self, operation: Operation) -> Callable[[View[G]], View[G]]:
        """Serve `operation` with the decorated view."""

        def decorate(view: View[G]) -> View[G]:
            self.operations.append(operation)
            self.blueprint.add_url_rule(operation.path, operation.name, lambda: _answer(operation, view),
                                        methods=[operation.method])
            return view

        return decorate


def _answer(operation: Operation, view: View[Any]) -> Response:
    services = current()
    raw = json_object(getattr(services.settings, operation.limit)) if operation.in_body else _query()
    key = _admit(operation, services, raw)
    reply = view(Call(services, key), validated(operation.given, raw, in_body=operation.in_body))
    if isinstance(reply, BaseModel):
        reply = Response(reply.model_dump_json(exclude_none=True), mimetype="application/json")
    reply.headers.setdefault("Cache-Control", operation.cache)
    return reply


def _admit(operation: Operation, services: Services, raw: dict[str, Any]) -> Key:
    secret = access.presented(request, raw if operation.in_body else {})
    key = services.keys.find(secret) if secret else None
    proxied = "X-Forwarded-For" in request.headers and not services.settings.trusted_proxies
    services.rate.check(key.id if key else "", request.remote_addr or "", forwarded=proxied)
    g.key = key
    if not operation.scope:
        return key or _NO_KEY
    permitted = access.permit(key, secret, operation.scope)
    origins.require(permitted)
    return permitted


def _query() -> dict[str, Any]:
    try:
        unquote_to_bytes(request.query_string).decode("utf-8")
    except UnicodeDecodeError as error:
        raise Problem(400, "malformed-query", "The query string is not UTF-8.", where="query string",
                      fix="Encode it as UTF-8.") from error
    for name, values in request.args.lists():
        if len(values) > 1:
            raise Problem(422, "invalid-input", f"The parameter {name[:60]!r} is given {len(values)} times.",
                          where=name[:60], fix="Give it once.",
                          errors=[{"pointer": name[:60], "detail": "given twice"}])
    return dict(request.args.items())


def validated(model: type[G], raw: dict[str, Any], *, in_body: bool) -> G:
    """The request as its model.

    Raises:
        Problem: 422 with one entry for every wrong field.
    """
    try:
        return model.model_validate(raw)
    except ValidationError as error:
        found = [_wrong(one, in_body) for one in error.errors(include_url=False, include_input=False)[:20]]
        raise Problem(422, "invalid-input", f"{found[0]['pointer'] or 'The body'}: {found[0]['detail']}",
                      where=found[0]["pointer"], fix=_fix(error, model), errors=found) from None


def _wrong(error: Any, in_body: bool) -> dict[str, str]:
    parts = [str(part).replace("~", "~0").replace("/", "~1")[:100] for part in error["loc"]]
    return {"pointer": "".join(f"/{part}" for part in parts) if in_body else ".".join(parts), "detail": error["msg"]}


def _fix(error: ValidationError, model: type[Given]) -> str:
    if any(one["type"] == "extra_forbidden" and len(one["loc"]) == 1 for one in error.errors()):
        return f"Leave it out; known here: {', '.join(sorted(model.model_fields))}."
    return "Correct the fields listed in errors; /docs describes each."
