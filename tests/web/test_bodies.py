"""Whatever somebody sends: a 4xx that says what to fix, never a 5xx."""

from __future__ import annotations

import json
from typing import Any

import pytest
from flask.testing import FlaskClient
from hypothesis import given
from hypothesis import strategies as st

from engine.errors import LotseError
from engine.web.bodies import parse_object
from tests.conftest import Keys

NASTY = {
    "empty": b"", "blank": b"  \n", "not json": b"hello", "cut": b'{"key": "pk', "array": b"[]", "number": b"3",
    "null": b"null", "NaN": b'{"slots": NaN}', "Infinity": b'{"slots": -Infinity}', "overflow": b'{"slots": 1e999}',
    "long integer": b'{"slots": ' + b"9" * 5000 + b"}", "duplicate key": b'{"role": "it", "role": "user"}',
    "duplicate inside": b'{"page": {"url": "a", "url": "b"}}', "not UTF-8": b'{"role": "\xff\xfe"}',
    "UTF-16": '{"role": "it"}'.encode("utf-16"), "byte order mark": b'\xef\xbb\xbf{"role": "it"}',
    "deep array": b'{"events": ' + b"[" * 30_000 + b"]" * 30_000 + b"}", "deep open": b"[" * 60_000,
    "depth 17": b'{"events": [' + b'{"properties": ' * 16 + b"1" + b"}" * 16 + b"]}",
    "lone surrogate": b'{"role": "\\ud800"}', "surrogate as name": b'{"\\udfff": 1}', "trailing": b'{} {}',
    "comment": b'{/* */}', "single quotes": b"{'role': 'it'}",
}
WRONG_FIELDS: dict[str, dict[str, Any]] = {
    "unknown field": {"rolle": "it"}, "slots as text": {"slots": "4"}, "slots 0": {"slots": 0}, "slots 21": {"slots": 21},
    "slots true": {"slots": True}, "slots 1.5": {"slots": 1.5}, "role as list": {"role": ["it"]}, "NUL": {"query": "a\0b"},
    "escape character": {"query": "\x1b[31m"}, "long query": {"query": "x" * 2001}, "lang": {"lang": "deutsch!"},
    "page as text": {"page": "https://x"}, "unknown in page": {"page": {"uri": "x"}}, "explain as text": {"explain": "yes"},
    "events as object": {"events": {}}, "event as text": {"events": ["x"]}, "many events": {"events": [{}] * 101},
    "visitor with space": {"visitor": "a b"},
}


@pytest.mark.parametrize("name", NASTY)
def test_a_malformed_body_is_a_400_problem(client: FlaskClient, keys: Keys, name: str) -> None:
    reply = client.post("/v1/recommendations", data=NASTY[name], content_type="application/json",
                        headers={"X-Lotse-Key": keys.public})
    assert reply.status_code == 400
    assert reply.mimetype == "application/problem+json"
    assert reply.json["detail"]
    assert reply.json["fix"]


@pytest.mark.parametrize("name", WRONG_FIELDS)
def test_a_wrong_field_is_a_422_that_points_to_it(client: FlaskClient, keys: Keys, name: str) -> None:
    reply = client.post("/v1/recommendations", json={"key": keys.public, **WRONG_FIELDS[name]})
    assert reply.status_code == 422
    field = next(iter(WRONG_FIELDS[name]))
    assert any(error["pointer"].startswith(f"/{field}") for error in reply.json["errors"])
    assert reply.json["fix"]


@pytest.mark.parametrize(("headers", "kind"), [
    ({"Content-Encoding": "gzip"}, "application/json"), ({}, "application/x-www-form-urlencoded"),
    ({}, "multipart/form-data; boundary=x"), ({}, "application/xml"), ({}, ""),
])
def test_other_types_and_compressed_bodies_are_415(
    client: FlaskClient, keys: Keys, headers: dict[str, str], kind: str
) -> None:
    reply = client.post("/v1/recommendations", data=b"{}", content_type=kind,
                        headers={"X-Lotse-Key": keys.public, **headers})
    assert reply.status_code == 415
    assert "uncompressed" in reply.json["fix"] or "application/json" in reply.json["fix"]


def test_a_large_body_is_413(client: FlaskClient, keys: Keys) -> None:
    reply = client.post("/v1/recommendations", data=json.dumps({"key": keys.public, "query": "x" * 70_000}),
                        content_type="text/plain")
    assert reply.status_code == 413
    assert "65536" in reply.json["detail"]


def test_a_body_without_or_with_a_false_length_is_no_way_round(client: FlaskClient, keys: Keys) -> None:
    reply = client.post("/v1/recommendations", data=b"x" * 100_000, content_type="text/plain",
                        environ_overrides={"CONTENT_LENGTH": "70000"})
    assert reply.status_code == 413


def test_unknown_addresses_and_methods_are_problems_too(client: FlaskClient) -> None:
    missing = client.get("/v1/nothing")
    assert (missing.status_code, missing.mimetype) == (404, "application/problem+json")
    method = client.put("/v1/recommendations", data=b"{}")
    assert (method.status_code, method.mimetype) == (405, "application/problem+json")
    assert "POST" in method.headers["Allow"]


def test_a_parameter_given_twice_is_refused(client: FlaskClient, keys: Keys) -> None:
    assert client.get(f"/v1/ask?q=a&q=b&key={keys.public}").status_code == 422


def test_a_query_string_that_is_not_utf8_is_refused(client: FlaskClient, keys: Keys) -> None:
    assert client.get(f"/v1/ask?q=%ff%fe&key={keys.public}").status_code == 400


@given(st.binary(max_size=200) | st.text(alphabet='{}[]":,0123456789eE+-.truefalsn\\u ', max_size=80).map(str.encode))
def test_bytes_are_an_object_or_a_problem(data: bytes) -> None:
    try:
        assert isinstance(parse_object(data), dict)
    except LotseError as problem:
        assert problem.status == 400


values = st.recursive(
    st.none() | st.booleans() | st.integers(-2**53, 2**53) | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(st.characters(exclude_categories=["Cs"]), max_size=10),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(st.characters(exclude_categories=["Cs"]),
                                                                        max_size=5), inner, max_size=3), max_leaves=8,
)


@given(st.dictionaries(st.text(st.characters(exclude_categories=["Cs"]), max_size=5), values, max_size=4))
def test_every_good_object_comes_through_unchanged(value: dict[str, Any]) -> None:
    assert parse_object(json.dumps(value).encode()) == value
