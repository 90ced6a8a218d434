"""The OpenAPI 3.1 document, made from the same models and operations that serve the requests."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from pydantic import BaseModel, Field
from pydantic.json_schema import models_json_schema

from engine.web.api.endpoint import Operation
from engine.web.api.schemas.base import Reply
from engine.web.api.schemas.events import Event
from engine.web.problems import MEDIA_TYPE

_REF = "#/components/schemas/{model}"
_STATUSES = {
    400: "The body or the query string cannot be read.", 401: "A key is missing or not valid.",
    403: "The key, its scope or the origin does not allow this.", 404: "There is nothing under that name.",
    413: "Too much at once.", 415: "Not JSON, or compressed.", 422: "A field is wrong; `errors` lists each.",
    429: "Too many requests; see Retry-After.", 503: "Not possible at the moment; see Retry-After.",
}
_ALWAYS = (400, 401, 403, 422, 429, 503)
_SECURITY = {
    "keyHeader": {"type": "apiKey", "in": "header", "name": "X-Lotse-Key"},
    "bearer": {"type": "http", "scheme": "bearer"},
}


class ProblemError(Reply):
    """One wrong field."""

    pointer: str
    detail: str


class ProblemDocument(BaseModel):
    """What happened, where, and what to do next (RFC 9457)."""

    type: str
    title: str
    status: int
    code: str
    detail: str
    where: str | None = None
    fix: str | None = None
    errors: list[ProblemError] | None = Field(None, description="One entry a wrong field.")


def document(operations: Iterable[Operation], server: str, version: str) -> dict[str, Any]:
    """The complete document.

    Args:
        server: address of this service. version: of the software.
    """
    operations = list(operations)
    schemas, names = _schemas(operations)
    paths: dict[str, dict[str, Any]] = {}
    for operation in operations:
        paths.setdefault(operation.path, {})[operation.method.lower()] = _operation(operation, names, schemas)
    return {
        "openapi": "3.1.0",
        "info": {"title": "Lotse", "version": version, "license": {"name": "Apache-2.0", "identifier": "Apache-2.0"},
                 "description": "Leads each visitor to the passage that fits. "
                                "Errors are problem documents (RFC 9457)."},
        "servers": [{"url": server}],
        "security": [{name: []} for name in _SECURITY],
        "paths": paths,
        "components": {"schemas": schemas, "securitySchemes": _SECURITY},
    }


def _schemas(operations: list[Operation]) -> tuple[dict[str, Any], dict[type[BaseModel], str]]:
    wanted: dict[tuple[type[BaseModel], Any], None] = {
        (ProblemDocument, "serialization"): None, (Event, "validation"): None,
    }
    for operation in operations:
        wanted[(operation.given, "validation")] = None
        if operation.reply:
            wanted[(operation.reply, "serialization")] = None
    refs, whole = models_json_schema(list(wanted), ref_template=_REF)
    names: dict[type[BaseModel], str] = {model: str(ref["$ref"]).rpartition("/")[2] for (model, _), ref in refs.items()
                                         if isinstance(model, type) and issubclass(model, BaseModel)}
    schemas = dict(whole["$defs"])
    for schema in schemas.values():
        _leave_out_nulls(schema)
    return schemas, names


def _leave_out_nulls(schema: dict[str, Any]) -> None:
    """Answers leave out what has no value, so that a field that may be null is not required."""
    if "required" in schema:
        fields = schema["properties"]
        nullable = {name for name in fields if {"type": "null"} in fields[name].get("anyOf", [])}
        schema["required"] = [name for name in schema["required"] if name not in nullable]


def _operation(operation: Operation, names: dict[type[BaseModel], str], schemas: dict[str, Any]) -> dict[str, Any]:
    described: dict[str, Any] = {
        "operationId": operation.name, "summary": operation.summary,
        "tags": [operation.scope.partition(":")[0] or "visitor"],
        "description": f"Needs a key with the scope `{operation.scope}`." if operation.scope else
                       "Needs the visitor token, as `X-Lotse-Visitor` or `Authorization: Bearer`.",
        "responses": {"200": _success(operation, names), **_failures(operation)},
    }
    if operation.in_body:
        schema = {"schema": {"$ref": _REF.format(model=names[operation.given])}}
        described["requestBody"] = {"required": True, "content": {"application/json": schema}}
    else:
        described["parameters"] = _parameters(schemas[names[operation.given]])
    return described


def _success(operation: Operation, names: dict[type[BaseModel], str]) -> dict[str, Any]:
    schema = {"$ref": _REF.format(model=names[operation.reply])} if operation.reply else {"type": "string"}
    further: dict[str, Any] = {media: {"schema": {"type": "string"}} for media in operation.also}
    return {"description": operation.summary, "content": {operation.media: {"schema": schema}, **further}}


def _failures(operation: Operation) -> dict[str, Any]:
    wanted = {*_ALWAYS, *operation.statuses, *((413, 415) if operation.in_body else ())}
    content = {MEDIA_TYPE: {"schema": {"$ref": _REF.format(model="ProblemDocument")}}}
    return {str(status): {"description": _STATUSES[status], "content": content} for status in sorted(wanted)}


def _parameters(schema: dict[str, Any]) -> list[dict[str, Any]]:
    """Query parameters: a missing one is left out, so that null has no place in their types."""
    parameters = []
    for name, field in schema["properties"].items():
        options = [option for option in field.get("anyOf", []) if option.get("type") != "null"]
        own = {key: value for key, value in field.items() if key not in {"anyOf", "default", "title", "description"}}
        kind = {**own, **options[0]} if len(options) == 1 else own
        description = field.get("description") or kind.get("description", "")
        kind.pop("description", None)
        parameters.append({"name": name, "in": "query", "required": name in schema.get("required", []), "schema": kind,
                           "description": description})
    return parameters
