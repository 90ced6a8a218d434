"""The OpenAPI document: valid, true, and good enough for a public client generator."""

from __future__ import annotations

import importlib
import json
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from threading import Thread
from typing import Any

import pytest
import schemathesis
from flask import Flask
from flask.testing import FlaskClient
from hypothesis import HealthCheck, Phase, given, settings
from openapi_spec_validator import OpenAPIV31SpecValidator
from schemathesis import GenerationMode
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)
from werkzeug.serving import make_server

from tests.conftest import Keys

CASES = 300
CHECKS = [not_a_server_error, status_code_conformance, content_type_conformance, response_schema_conformance]


@pytest.fixture
def spec(client: FlaskClient) -> dict[str, Any]:
    """The document as served."""
    document: dict[str, Any] = client.get("/openapi.json").json
    return document


@pytest.fixture(scope="module")
def live(app: Flask) -> Iterator[str]:
    """The app behind a real socket."""
    server = make_server("127.0.0.1", 0, app, threaded=True)
    thread = Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()


def test_it_is_valid_openapi_3_1(spec: dict[str, Any]) -> None:
    assert spec["openapi"].startswith("3.1")
    assert list(OpenAPIV31SpecValidator(spec).iter_errors()) == []


def test_every_public_call_is_in_it(app: Flask, spec: dict[str, Any]) -> None:
    served = {rule.rule for rule in app.url_map.iter_rules() if rule.rule.startswith("/v1/")}
    assert served == set(spec["paths"])
    assert {"/v1/recommendations", "/v1/ask", "/v1/events", "/v1/snippets.html", "/v1/roles", "/v1/preview"} <= served


def test_unknown_fields_are_refused_everywhere(spec: dict[str, Any]) -> None:
    schemas = spec["components"]["schemas"]
    bodies = [operation["requestBody"]["content"]["application/json"]["schema"]["$ref"].rpartition("/")[2]
              for path in spec["paths"].values() for operation in path.values() if "requestBody" in operation]
    assert bodies
    assert all(schemas[name]["additionalProperties"] is False for name in bodies)


def test_texts_that_come_in_have_a_longest_length(spec: dict[str, Any]) -> None:
    def endless(node: Any, path: str) -> list[str]:
        if isinstance(node, list):
            return [found for one in node for found in endless(one, path)]
        if not isinstance(node, dict):
            return []
        bounded = {"maxLength", "pattern", "format", "enum", "const"} & set(node)
        own = [path] if node.get("type") == "string" and not bounded else []
        return own + [found for name, one in node.items() for found in endless(one, f"{path}/{name}")]

    incoming = [name for name in spec["components"]["schemas"]
                if name.endswith("Request") or name in {"Page", "Visit", "Event"}]
    assert incoming
    assert [found for name in incoming for found in endless(spec["components"]["schemas"][name], name)] == []


def test_no_generated_request_breaks_the_service(app: Flask, keys: Keys) -> None:
    """Requests that fit the document and requests that do not: never a 5xx, always what the document promises."""
    schema = schemathesis.openapi.from_wsgi("/openapi.json", app)
    operations = [found.ok() for found in schema.get_all_operations()]
    statuses: Counter[int] = Counter()
    for operation in operations:
        public = operation.path in {"/v1/recommendations", "/v1/ask", "/v1/snippets.html", "/v1/roles"}
        _call(operation, keys.public if public else keys.secret, max(1, CASES // len(operations)), statuses)
    assert statuses.total() >= CASES * 0.8
    assert statuses[200] > 20  # both kinds were really sent
    assert statuses[422] > 20


def _call(operation: Any, secret: str, most: int, statuses: Counter[int]) -> None:
    cases = operation.as_strategy(generation_mode=GenerationMode.POSITIVE) | operation.as_strategy(
        generation_mode=GenerationMode.NEGATIVE)

    @settings(max_examples=most, deadline=None, derandomize=True, database=None, phases=[Phase.generate],
              suppress_health_check=list(HealthCheck))
    @given(case=cases)
    def run(case: Any) -> None:
        reply = case.call(headers={"X-Lotse-Key": secret})
        statuses[reply.status_code] += 1
        case.validate_response(reply, checks=CHECKS)

    run()


def test_a_generated_client_calls_the_service(spec: dict[str, Any], live: str, keys: Keys, tmp_path: Path) -> None:
    (tmp_path / "openapi.json").write_text(json.dumps(spec), "utf-8")
    made = subprocess.run(
        [sys.executable, "-m", "openapi_python_client", "generate", "--path", str(tmp_path / "openapi.json"), "--meta",
         "none", "--output-path", str(tmp_path / "lotse_client")],
        capture_output=True, text=True, timeout=120, cwd=tmp_path,
    )
    assert made.returncode == 0, made.stdout + made.stderr
    warnings = [line for line in made.stdout.splitlines() if line.startswith("WARNING")]
    assert [line for line in warnings if "/v1/events" not in line] == []  # NDJSON is beyond this generator
    sys.path.insert(0, str(tmp_path))
    try:
        client = importlib.import_module("lotse_client").Client(base_url=live)
        models = importlib.import_module("lotse_client.models")
        roles = importlib.import_module("lotse_client.api.recommend.roles").sync(client=client, lang="de", key=keys.public)
        assert {role.id for role in roles.roles} >= {"operations", "finance"}
        decision = importlib.import_module("lotse_client.api.recommend.recommend").sync(
            client=client, body=models.RecommendationRequest(key=keys.public, role="operations", slots=3))
        assert isinstance(decision, models.Decision)
        assert decision.visitor.role.id == "operations"
        assert decision.items
    finally:
        sys.path.remove(str(tmp_path))
